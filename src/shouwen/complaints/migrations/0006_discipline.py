"""Sanctions as cases, investigations, overdue work by day, week and month, meetings and their plans."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("complaints", "0005_indicators"),
        ("kernel", "0007_job_again"),
        ("people", "0003_board"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AgendaPoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ],
            options={
                "verbose_name": "point of the agenda",
            },
        ),
        migrations.CreateModel(
            name="AgentComplaint",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="agent_complaint",
                        serialize=False,
                        to="kernel.case",
                    ),
                ),
                (
                    "fault",
                    models.CharField(
                        choices=[("attitude", "Attitude"), ("poor_work", "Poor work")],
                        max_length=10,
                        verbose_name="what about",
                    ),
                ),
                ("customer_name", models.CharField(max_length=80, verbose_name="customer's name")),
                ("words", models.TextField(verbose_name="what the customer says")),
                ("findings", models.TextField(blank=True, verbose_name="findings")),
                ("concluded_at", models.DateTimeField(blank=True, null=True)),
                ("answer", models.TextField(blank=True, verbose_name="answer to the customer")),
            ],
            options={
                "verbose_name": "complaint about a specialist",
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("came", models.BooleanField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "attendance",
            },
        ),
        migrations.CreateModel(
            name="CarryOver",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("week", models.DateField()),
                ("age_days", models.PositiveIntegerField()),
                ("days_late", models.PositiveIntegerField()),
                ("percent", models.PositiveSmallIntegerField()),
                (
                    "cause",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("materials", "Materials not there"),
                            ("people", "Too few people"),
                            ("contractor", "Contractor does not come"),
                            ("plan", "Plan does not work"),
                            ("other_department", "Another department holds it up"),
                            ("customer", "On the customer's side"),
                            ("neglect", "Nobody pursued it"),
                        ],
                        max_length=16,
                    ),
                ),
            ],
            options={
                "verbose_name": "carried-over order",
            },
        ),
        migrations.CreateModel(
            name="DisciplineRecord",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="discipline",
                        serialize=False,
                        to="kernel.case",
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("uncorrected", "Faults left uncorrected, bad attitude, low standard"),
                            ("delay", "Handling dragged out, long unsolved"),
                            ("false_work", "Falsified handling"),
                            ("shirking", "Shirking and passing on"),
                            ("covering", "Service centre covering up a dereliction"),
                        ],
                        max_length=12,
                        verbose_name="cause",
                    ),
                ),
                ("facts", models.TextField(verbose_name="facts")),
                ("source", models.CharField(blank=True, max_length=40)),
                ("key", models.CharField(blank=True, max_length=120, null=True, unique=True)),
                ("evidence_ids", models.JSONField(default=list, help_text="pieces of other cases")),
                ("findings", models.TextField(blank=True, verbose_name="findings")),
                ("concluded_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "discipline case",
            },
        ),
        migrations.CreateModel(
            name="MeetingRecord",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="meeting",
                        serialize=False,
                        to="kernel.case",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("weekly", "Weekly meeting on carried-over orders"),
                            ("monthly", "Vice-president's monthly meeting"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("period", models.DateField()),
                ("planned_at", models.DateTimeField(blank=True, null=True, verbose_name="planned for")),
                ("venue", models.CharField(blank=True, max_length=120, verbose_name="venue")),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("minutes", models.TextField(blank=True, verbose_name="minutes")),
            ],
            options={
                "verbose_name": "meeting",
            },
        ),
        migrations.CreateModel(
            name="OverdueItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("deadline", models.DateTimeField()),
                ("days_late", models.PositiveIntegerField()),
                ("penalty", models.DecimalField(decimal_places=2, max_digits=14)),
                ("is_serious", models.BooleanField(default=False)),
                (
                    "cause",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("materials", "Materials not there"),
                            ("people", "Too few people"),
                            ("contractor", "Contractor does not come"),
                            ("plan", "Plan does not work"),
                            ("other_department", "Another department holds it up"),
                            ("customer", "On the customer's side"),
                            ("neglect", "Nobody pursued it"),
                        ],
                        max_length=16,
                        verbose_name="cause",
                    ),
                ),
                ("detail", models.TextField(blank=True, verbose_name="what was found")),
                ("promised", models.CharField(blank=True, max_length=200)),
                ("urged_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "overdue order of a day",
            },
        ),
        migrations.CreateModel(
            name="OverdueSummary",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField(unique=True)),
                ("built_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "summary of overdue orders",
            },
        ),
        migrations.CreateModel(
            name="PlanItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("measure", "Measure of the rectification plan"),
                            ("requirement", "Special rectification requirement"),
                        ],
                        max_length=12,
                    ),
                ),
                ("measure", models.CharField(max_length=400, verbose_name="measure")),
                ("due_on", models.DateField(verbose_name="due on")),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("result", models.CharField(blank=True, max_length=400, verbose_name="result")),
            ],
            options={
                "verbose_name": "item of a rectification plan",
            },
        ),
    ]
