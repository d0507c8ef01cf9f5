import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("complaints", "0003_ranking_frozen"),
        ("estate", "0002_search"),
        ("people", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="ChairmanUrging",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "urging of a chairman",
            },
        ),
        migrations.CreateModel(
            name="ClusterMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("points", models.PositiveSmallIntegerField(default=0)),
                ("joined_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "member of a radar cluster",
            },
        ),
        migrations.CreateModel(
            name="Escalation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("hotline", "12345 hotline"),
                            ("media", "Media"),
                            ("court", "Court"),
                            ("superior", "Superior unit or authority"),
                            ("brand", "Brand event"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("slow_solution", "Slow solution"),
                            ("quality", "Poor quality of the work"),
                            ("attitude", "Attitude"),
                            ("other", "Another cause"),
                        ],
                        max_length=16,
                    ),
                ),
                ("facts", models.TextField()),
                ("occurred_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "escalation",
            },
        ),
        migrations.CreateModel(
            name="LevelProposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("general", "General"),
                            ("major", "Major"),
                            ("group", "Group complaint"),
                            ("common", "Common issue"),
                        ],
                        max_length=10,
                    ),
                ),
                ("grounds", models.TextField()),
                ("proposed_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "decided_level",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("general", "General"),
                            ("major", "Major"),
                            ("group", "Group complaint"),
                            ("common", "Common issue"),
                        ],
                        max_length=10,
                    ),
                ),
            ],
            options={
                "verbose_name": "proposal of a level",
            },
        ),
        migrations.CreateModel(
            name="RadarCluster",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "type",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("marketing_contract", "Sales contract"),
                            ("sales_licence", "Sales licences"),
                            ("title_certificate", "Title certificate"),
                            ("handover_licence", "Handover licences"),
                            ("late_handover_progress", "Late handover: construction progress"),
                            ("late_handover_quality", "Late handover: construction quality"),
                            ("planning_change", "Planning change"),
                            ("design_defect", "Design defect"),
                            ("living_amenities", "Living amenities"),
                            ("infrastructure", "Infrastructure"),
                            ("lease_management", "Lease management"),
                            ("property_service", "Property service"),
                            ("maintenance", "Maintenance and repair"),
                        ],
                        max_length=30,
                        verbose_name="type",
                    ),
                ),
                ("trade", models.CharField(blank=True, max_length=20)),
                ("title", models.CharField(max_length=200)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("watched", "Being watched"),
                            ("proposed", "Proposed"),
                            ("accepted", "With the general manager"),
                            ("verified", "Verified"),
                            ("dismissed", "Dismissed"),
                        ],
                        default="watched",
                        max_length=10,
                    ),
                ),
                (
                    "suggested",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("general", "General"),
                            ("major", "Major"),
                            ("group", "Group complaint"),
                            ("common", "Common issue"),
                        ],
                        max_length=10,
                    ),
                ),
                ("households", models.PositiveIntegerField(default=1)),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("proposed_at", models.DateTimeField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=400)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "radar cluster",
            },
        ),
        migrations.CreateModel(
            name="RadarEntry",
            fields=[
                (
                    "complaint",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="radar_entry",
                        serialize=False,
                        to="complaints.complaintrecord",
                    ),
                ),
                ("project_id", models.BigIntegerField()),
                ("unit_id", models.BigIntegerField()),
                ("building_id", models.BigIntegerField()),
                (
                    "stack",
                    models.CharField(
                        blank=True, help_text="the last two characters of the room: 1502 → 02", max_length=4
                    ),
                ),
                ("type", models.CharField(blank=True, max_length=30)),
                ("trade", models.CharField(blank=True, max_length=20)),
                ("at", models.DateTimeField()),
                ("grams", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("norm", models.FloatField(help_text="length of the vector of its pieces, in the weights of its day")),
            ],
            options={
                "verbose_name": "complaint on the radar",
            },
        ),
        migrations.CreateModel(
            name="RadarWeight",
            fields=[
                ("gram", models.CharField(max_length=8, primary_key=True, serialize=False)),
                ("weight", models.FloatField()),
            ],
            options={
                "verbose_name": "weight of a piece of text",
            },
        ),
        migrations.CreateModel(
            name="SolutionItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("responsible", models.CharField(max_length=80)),
                ("solution", models.TextField()),
                ("finish_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "solution item",
            },
        ),
        migrations.CreateModel(
            name="SpecialAssessment",
            fields=[
                (
                    "order",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="special_assessment",
                        serialize=False,
                        to="complaints.orderrecord",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("general", "General"),
                            ("major", "Major"),
                            ("group", "Group complaint"),
                            ("common", "Common issue"),
                        ],
                        max_length=10,
                    ),
                ),
                ("listed_at", models.DateTimeField()),
                ("households", models.PositiveIntegerField(blank=True, null=True, verbose_name="households involved")),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                ("removal_reason", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "verbose_name": "special assessment",
            },
        ),
    ]
