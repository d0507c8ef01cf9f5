"""How levels, clusters and repeats hang on complaints and orders."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("complaints", "0004_levels"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
