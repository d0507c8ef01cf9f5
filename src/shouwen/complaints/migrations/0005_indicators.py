"""Monthly figures with the cases behind them; what is published the database itself keeps (S3-16c, S3-38b)."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

KEPT = """
CREATE FUNCTION complaints_published_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'complaints_monthreport' THEN
        IF OLD.published_at IS NOT NULL THEN
            RAISE EXCEPTION 'the report of % is published: it cannot be changed', OLD.month;
        END IF;
    ELSIF EXISTS (
        SELECT 1 FROM complaints_monthreport r WHERE r.published_at IS NOT NULL
        AND (TG_OP <> 'INSERT' AND r.id = OLD.report_id OR TG_OP <> 'DELETE' AND r.id = NEW.report_id)
    ) THEN
        RAISE EXCEPTION 'the report of this figure is published: it cannot be changed';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER complaints_monthreport_keeps_rows BEFORE UPDATE OR DELETE ON complaints_monthreport
    FOR EACH ROW EXECUTE FUNCTION complaints_published_is_kept();
CREATE TRIGGER complaints_monthfigure_keeps_rows BEFORE INSERT OR UPDATE OR DELETE ON complaints_monthfigure
    FOR EACH ROW EXECUTE FUNCTION complaints_published_is_kept();
CREATE TRIGGER complaints_monthreport_keeps_table BEFORE TRUNCATE ON complaints_monthreport
    FOR EACH STATEMENT EXECUTE FUNCTION shouwen_append_only();
CREATE TRIGGER complaints_monthfigure_keeps_table BEFORE TRUNCATE ON complaints_monthfigure
    FOR EACH STATEMENT EXECUTE FUNCTION shouwen_append_only();
"""
UNDO = """
DROP TRIGGER complaints_monthfigure_keeps_table ON complaints_monthfigure;
DROP TRIGGER complaints_monthreport_keeps_table ON complaints_monthreport;
DROP TRIGGER complaints_monthfigure_keeps_rows ON complaints_monthfigure;
DROP TRIGGER complaints_monthreport_keeps_rows ON complaints_monthreport;
DROP FUNCTION complaints_published_is_kept();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("complaints", "0004_levels_links"),
        ("kernel", "0005_case_search"),
        ("people", "0003_board"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ComplaintTags",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="complaint_tags",
                        serialize=False,
                        to="kernel.case",
                    ),
                ),
                (
                    "line",
                    models.CharField(
                        choices=[
                            ("design", "Design"),
                            ("engineering", "Engineering"),
                            ("development", "Development"),
                            ("marketing", "Marketing"),
                            ("property", "Property"),
                        ],
                        max_length=20,
                        verbose_name="professional line",
                    ),
                ),
                (
                    "dimension",
                    models.CharField(
                        choices=[
                            ("product", "Product quality"),
                            ("service", "Service quality"),
                            ("community", "Community management"),
                        ],
                        max_length=20,
                        verbose_name="quality dimension",
                    ),
                ),
            ],
            options={
                "verbose_name": "tags of a complaint",
            },
        ),
        migrations.CreateModel(
            name="AssessmentScheme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_month", models.DateField(help_text="the first of the month", unique=True)),
                ("shares", models.JSONField(help_text="indicator to percent; they add up to 100")),
                ("decided_at", models.DateTimeField()),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "assessment scheme",
            },
        ),
        migrations.CreateModel(
            name="MonthReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField(help_text="the first of the month", unique=True)),
                ("computed_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("weights", models.JSONField(default=dict)),
                ("scheme", models.JSONField(default=dict)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("remark", models.CharField(blank=True, max_length=1000, verbose_name="remark of the general manager")),
                (
                    "published_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "monthly report",
            },
        ),
        migrations.CreateModel(
            name="MonthFigure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=60)),
                ("numerator", models.DecimalField(decimal_places=6, max_digits=18)),
                ("denominator", models.DecimalField(decimal_places=6, max_digits=18)),
                ("sample", models.PositiveIntegerField()),
                ("value", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ("rank", models.PositiveIntegerField(blank=True, null=True)),
                ("is_small", models.BooleanField(default=False)),
                (
                    "cases",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                (
                    "tops",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.DecimalField(decimal_places=6, max_digits=12), default=list, size=None
                    ),
                ),
                (
                    "bottoms",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.DecimalField(decimal_places=6, max_digits=12), default=list, size=None
                    ),
                ),
                (
                    "agent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "org",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.orgunit",
                    ),
                ),
                (
                    "property_company",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.orgunit",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.orgunit",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="figures", to="complaints.monthreport"
                    ),
                ),
            ],
            options={
                "verbose_name": "monthly figure",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("agent", None)),
                        fields=("report", "code", "org"),
                        name="complaints_figure_of_a_place",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("org", None)),
                        fields=("report", "code", "agent"),
                        name="complaints_figure_of_a_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("agent__isnull", False), ("org", None)),
                            models.Q(("agent", None), ("org__isnull", False)),
                            _connector="OR",
                        ),
                        name="complaints_figure_of_one",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BulletinReader",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sent_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="readers", to="complaints.monthreport"
                    ),
                ),
            ],
            options={
                "verbose_name": "reader of a bulletin",
                "constraints": [
                    models.UniqueConstraint(fields=("report", "staff"), name="complaints_bulletin_reader_once")
                ],
            },
        ),
        migrations.RunSQL(KEPT, UNDO),
    ]
