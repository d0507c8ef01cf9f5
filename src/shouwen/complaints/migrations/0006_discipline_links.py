"""How sanctions, investigations, meetings and plans hang together, and what may be written once only."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("complaints", "0006_discipline"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="sanction",
            name="amount",
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True),
        ),
        migrations.AddField(
            model_name="sanction",
            name="case",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="sanction", to="kernel.case"
            ),
        ),
        migrations.AddField(
            model_name="sanction",
            name="effective_on",
            field=models.DateField(blank=True, null=True, verbose_name="takes effect on"),
        ),
        migrations.AddField(
            model_name="sanction",
            name="evidence_ids",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="sanction",
            name="filed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="sanction",
            name="filed_under",
            field=models.CharField(blank=True, max_length=80, verbose_name="filed under"),
        ),
        migrations.AddField(
            model_name="sanction",
            name="key",
            field=models.CharField(blank=True, max_length=120, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="sanction",
            name="kind",
            field=models.CharField(
                blank=True, help_text="the sanction the clause names, such as 失职问责", max_length=40
            ),
        ),
        migrations.AddField(
            model_name="sanction",
            name="replaces_fines",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="sanction",
            name="stated_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="sanction",
            name="statement",
            field=models.TextField(blank=True, verbose_name="statement"),
        ),
        migrations.AddField(
            model_name="sanction",
            name="statement_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="sanction",
            name="unheard",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AlterField(
            model_name="sanction",
            name="code",
            field=models.CharField(
                choices=[
                    ("P1", "P1 refusal to cooperate"),
                    ("P2", "P2 dereliction, seen in the video inspection"),
                    ("P3", "P3 attitude or poor work of a specialist"),
                    ("P4", "P4 three months in the bottom ten"),
                    ("P5", "P5 concealed or omitted complaint"),
                    ("P6", "P6 more than two concealed in a month"),
                    ("P9", "P9 poor handling, a leader answers"),
                    ("P10", "P10 slow solution led to more"),
                    ("P17", "P17 more than 15 days late, person"),
                    ("P18", "P18 more than 15 days late, leader"),
                    ("P19", "P19 misconduct found in an investigation"),
                    ("P20", "P20 violation found in the quarterly inspection"),
                ],
                max_length=6,
            ),
        ),
        migrations.AddIndex(
            model_name="sanction",
            index=models.Index(fields=["person", "-id"], name="complaints_sanction_person"),
        ),
        migrations.AddIndex(
            model_name="sanction",
            index=models.Index(fields=["code", "-id"], name="complaints_sanction_code"),
        ),
        migrations.AddIndex(
            model_name="sanction",
            index=models.Index(
                condition=models.Q(("decided_at", None)), fields=["-id"], name="complaints_sanction_open"
            ),
        ),
        migrations.AddField(
            model_name="agendapoint",
            name="order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="agenda_points", to="complaints.orderrecord"
            ),
        ),
        migrations.AddField(
            model_name="agentcomplaint",
            name="accused",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="agentcomplaint",
            name="complaint",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="complaints_about_staff",
                to="complaints.complaintrecord",
            ),
        ),
        migrations.AddField(
            model_name="agentcomplaint",
            name="sanction",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="agent_complaint",
                to="complaints.sanction",
            ),
        ),
        migrations.AddField(
            model_name="attendance",
            name="company",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.orgunit",
            ),
        ),
        migrations.AddField(
            model_name="attendance",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="carryover",
            name="order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="carried_over", to="complaints.orderrecord"
            ),
        ),
        migrations.AddField(
            model_name="carryover",
            name="responsible",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="disciplinerecord",
            name="order",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="discipline_cases",
                to="complaints.orderrecord",
            ),
        ),
        migrations.AddField(
            model_name="disciplinerecord",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="disciplinerecord",
            name="sanction",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="discipline_case",
                to="complaints.sanction",
            ),
        ),
        migrations.AddField(
            model_name="meetingrecord",
            name="chair",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="attendance",
            name="meeting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="attendances", to="complaints.meetingrecord"
            ),
        ),
        migrations.AddField(
            model_name="agendapoint",
            name="meeting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="agenda", to="complaints.meetingrecord"
            ),
        ),
        migrations.AddField(
            model_name="overdueitem",
            name="leader",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="overdueitem",
            name="order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="overdue_days", to="complaints.orderrecord"
            ),
        ),
        migrations.AddField(
            model_name="overdueitem",
            name="responsible",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="overdueitem",
            name="urged_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="overduesummary",
            name="confirmed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="overdueitem",
            name="summary",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="items", to="complaints.overduesummary"
            ),
        ),
        migrations.AddField(
            model_name="planitem",
            name="company",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.orgunit"),
        ),
        migrations.AddField(
            model_name="planitem",
            name="meeting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="items", to="complaints.meetingrecord"
            ),
        ),
        migrations.AddField(
            model_name="planitem",
            name="order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="plan_items", to="complaints.orderrecord"
            ),
        ),
        migrations.AddField(
            model_name="planitem",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="carryover",
            constraint=models.UniqueConstraint(fields=("week", "order"), name="complaints_carried_once_a_week"),
        ),
        migrations.AddIndex(
            model_name="disciplinerecord",
            index=models.Index(fields=["person"], name="complaints__person__8546fe_idx"),
        ),
        migrations.AddConstraint(
            model_name="meetingrecord",
            constraint=models.UniqueConstraint(fields=("kind", "period"), name="complaints_meeting_once"),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.UniqueConstraint(fields=("meeting", "person"), name="complaints_attends_once"),
        ),
        migrations.AddConstraint(
            model_name="agendapoint",
            constraint=models.UniqueConstraint(fields=("meeting", "order"), name="complaints_agenda_once"),
        ),
        migrations.AddIndex(
            model_name="overdueitem",
            index=models.Index(fields=["order", "summary"], name="complaints__order_i_e95707_idx"),
        ),
        migrations.AddIndex(
            model_name="overdueitem",
            index=models.Index(
                condition=models.Q(("urged_at", None)), fields=["summary"], name="complaints_overdue_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="overdueitem",
            constraint=models.UniqueConstraint(fields=("summary", "order"), name="complaints_overdue_once_a_day"),
        ),
        migrations.AddIndex(
            model_name="planitem",
            index=models.Index(
                condition=models.Q(("done_at", None)), fields=["person", "due_on"], name="complaints_plan_open"
            ),
        ),
    ]
