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
        migrations.AddField(
            model_name="complaintrecord",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="complaints.complaintrecord",
            ),
        ),
        migrations.AddField(
            model_name="complaintrecord",
            name="repeat_cause",
            field=models.CharField(
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
        migrations.AddField(
            model_name="orderrecord",
            name="has_brand_event",
            field=models.BooleanField(default=False, verbose_name="brand event"),
        ),
        migrations.AddField(
            model_name="orderrecord",
            name="is_escalated",
            field=models.BooleanField(default=False, verbose_name="escalated"),
        ),
        migrations.AddField(
            model_name="orderrecord",
            name="met_until",
            field=models.DateTimeField(blank=True, null=True, verbose_name="special meeting held until"),
        ),
        migrations.AddField(
            model_name="orderrecord",
            name="part",
            field=models.TextField(blank=True, verbose_name="part of the demand"),
        ),
        migrations.AddField(
            model_name="orderrecord",
            name="task_force_reported_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="task force reported"),
        ),
        migrations.AlterField(
            model_name="orderrecord",
            name="level",
            field=models.CharField(
                choices=[
                    ("general", "General"),
                    ("major", "Major"),
                    ("group", "Group complaint"),
                    ("common", "Common issue"),
                ],
                default="general",
                max_length=10,
                verbose_name="level",
            ),
        ),
        migrations.AddField(
            model_name="chairmanurging",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="chairmanurging",
            name="chairman",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="chairmanurging",
            name="order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="chairman_urgings",
                to="complaints.orderrecord",
            ),
        ),
        migrations.AddField(
            model_name="clustermember",
            name="complaint",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="membership", to="complaints.complaintrecord"
            ),
        ),
        migrations.AddField(
            model_name="escalation",
            name="order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="escalations", to="complaints.orderrecord"
            ),
        ),
        migrations.AddField(
            model_name="escalation",
            name="sanction",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="complaints.sanction",
            ),
        ),
        migrations.AddField(
            model_name="levelproposal",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="levelproposal",
            name="order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="level_proposals", to="complaints.orderrecord"
            ),
        ),
        migrations.AddField(
            model_name="radarcluster",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="radarcluster",
            name="project",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="estate.project"),
        ),
        migrations.AddField(
            model_name="clustermember",
            name="cluster",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="members", to="complaints.radarcluster"
            ),
        ),
        migrations.AddIndex(
            model_name="radarentry",
            index=models.Index(fields=["project_id", "at"], name="complaints_radar_near"),
        ),
        migrations.AddField(
            model_name="solutionitem",
            name="order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="solution_items", to="complaints.orderrecord"
            ),
        ),
        migrations.AddField(
            model_name="specialassessment",
            name="removed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="chairmanurging",
            index=models.Index(fields=["order", "on"], name="complaints_urged_on"),
        ),
        migrations.AddConstraint(
            model_name="levelproposal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("decided_at", None)),
                fields=("order", "level"),
                name="complaints_level_proposed_once",
            ),
        ),
        migrations.AddIndex(
            model_name="radarcluster",
            index=models.Index(fields=["project", "status", "-last_at"], name="complaints_cluster_newest"),
        ),
        migrations.AddIndex(
            model_name="specialassessment",
            index=models.Index(fields=["-listed_at"], name="complaints_special_newest"),
        ),
    ]
