"""Statements with what the database itself keeps of them; appeals move here from the complaints, with their rows."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class DeleteFromComplaints(migrations.DeleteModel):
    """The model leaves the other app's state; its table stays, renamed, and is this app's now."""

    def state_forwards(self, app_label, state):
        super().state_forwards("complaints", state)


FROZEN = """
CREATE TRIGGER {table}_keeps_rows BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION shouwen_append_only();
CREATE TRIGGER {table}_keeps_table BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION shouwen_append_only();
"""
THAWED = """
DROP TRIGGER {table}_keeps_rows ON {table};
DROP TRIGGER {table}_keeps_table ON {table};
"""
SIGNED_ONCE = """
CREATE FUNCTION payroll_statement_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE may text[] := ARRAY['signed_by_id', 'signed_at', 'delivered_at'];
BEGIN
    IF to_jsonb(NEW) - may IS DISTINCT FROM to_jsonb(OLD) - may
       OR (OLD.signed_at IS NOT NULL AND (NEW.signed_at, NEW.signed_by_id)
           IS DISTINCT FROM (OLD.signed_at, OLD.signed_by_id)) THEN
        RAISE EXCEPTION 'a statement is frozen' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payroll_statement_keeps_facts BEFORE UPDATE ON payroll_statement
    FOR EACH ROW EXECUTE FUNCTION payroll_statement_is_frozen();
CREATE TRIGGER payroll_statement_keeps_rows BEFORE DELETE ON payroll_statement
    FOR EACH ROW EXECUTE FUNCTION shouwen_append_only();
CREATE TRIGGER payroll_statement_keeps_table BEFORE TRUNCATE ON payroll_statement
    FOR EACH STATEMENT EXECUTE FUNCTION shouwen_append_only();
"""
UNSIGNED = """
DROP TRIGGER payroll_statement_keeps_table ON payroll_statement;
DROP TRIGGER payroll_statement_keeps_rows ON payroll_statement;
DROP TRIGGER payroll_statement_keeps_facts ON payroll_statement;
DROP FUNCTION payroll_statement_is_frozen();
"""
KEPT = ("payroll_statementline", "payroll_persontotal", "payroll_receipt")
APPEALS_MOVE = """
ALTER TABLE complaints_penaltyappeal RENAME TO payroll_penaltyappeal;
ALTER TABLE payroll_penaltyappeal
    RENAME CONSTRAINT complaints_appeal_decided_with_reason TO payroll_appeal_decided_with_reason;
"""
APPEALS_MOVE_BACK = """
ALTER TABLE payroll_penaltyappeal
    RENAME CONSTRAINT payroll_appeal_decided_with_reason TO complaints_appeal_decided_with_reason;
ALTER TABLE payroll_penaltyappeal RENAME TO complaints_penaltyappeal;
"""
RUNS_MOVE = "UPDATE kernel_jobrun SET job = '{new}' WHERE job = '{old}'"
OLD_JOB, NEW_JOB = "complaints.penalty_statement", "payroll.statement"


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('complaints', '0003_ranking_frozen'),
        ('kernel', '0005_case_search'),
        ('people', '0003_board'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(help_text='the first of the month', unique=True)),
                ('slot', models.DateTimeField(unique=True)),
                ('since', models.DateTimeField(blank=True, help_text='the slot of the statement before; none: all before', null=True)),
                ('since_id', models.BigIntegerField(default=0)),
                ('upto_id', models.BigIntegerField()),
                ('made_at', models.DateTimeField()),
                ('is_capped', models.BooleanField()),
                ('people', models.PositiveIntegerField()),
                ('lines', models.PositiveIntegerField()),
                ('pending', models.PositiveIntegerField(help_text='shares of a bonus that is not known yet')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14)),
                ('executed', models.DecimalField(decimal_places=2, max_digits=14)),
                ('signed_at', models.DateTimeField(blank=True, null=True)),
                ('delivered_at', models.DateTimeField(blank=True, null=True)),
                ('signed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'statement of penalties',
            },
        ),
        migrations.CreateModel(
            name='Receipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('centre', models.CharField(choices=[('hr_centre', 'Group human-resources centre'), ('finance_centre', 'Group finance centre')], max_length=24)),
                ('at', models.DateTimeField()),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='payroll.statement')),
            ],
            options={
                'verbose_name': 'receipt of a statement',
            },
        ),
        migrations.CreateModel(
            name='PersonTotal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('staff_no', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=40)),
                ('company_name', models.CharField(blank=True, max_length=80)),
                ('lines', models.PositiveIntegerField()),
                ('pending', models.PositiveIntegerField()),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14)),
                ('executed', models.DecimalField(decimal_places=2, max_digits=14)),
                ('company', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.orgunit')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='totals', to='payroll.statement')),
            ],
            options={
                'verbose_name': "person's total",
            },
        ),
        migrations.CreateModel(
            name='StatementLine',
            fields=[
                ('line', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='reported', serialize=False, to='kernel.penaltyline')),
                ('executed', models.DecimalField(decimal_places=2, max_digits=12)),
                ('statement', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='items', to='payroll.statement')),
            ],
            options={
                'verbose_name': 'line of a statement',
            },
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('signed_at', None), ('signed_by', None)), models.Q(('signed_at__isnull', False), ('signed_by__isnull', False)), _connector='OR'), name='payroll_signed_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='receipt',
            constraint=models.UniqueConstraint(models.F('statement'), models.F('centre'), name='payroll_receipt_once_a_centre'),
        ),
        migrations.AddConstraint(
            model_name='persontotal',
            constraint=models.UniqueConstraint(models.F('statement'), models.F('person'), name='payroll_person_once_a_statement'),
        ),
        migrations.AddIndex(
            model_name='statementline',
            index=models.Index(fields=['statement', 'line'], name='payroll_line_of_statement'),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                DeleteFromComplaints("PenaltyAppeal"),
                migrations.CreateModel(
                    name='PenaltyAppeal',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('reason', models.CharField(max_length=1000)),
                        ('at', models.DateTimeField()),
                        ('decision', models.CharField(blank=True, choices=[('upheld', 'The penalty stands'), ('waived', 'The penalty is waived')], max_length=8)),
                        ('decision_reason', models.CharField(blank=True, max_length=1000)),
                        ('decided_at', models.DateTimeField(blank=True, null=True)),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('line', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='appeal', to='kernel.penaltyline')),
                    ],
                    options={
                        'verbose_name': 'appeal against a penalty',
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decision', '')), models.Q(models.Q(('decision', ''), _negated=True), models.Q(('decision_reason', ''), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='payroll_appeal_decided_with_reason')],
                    },
                ),
            ],
            database_operations=[migrations.RunSQL(APPEALS_MOVE, APPEALS_MOVE_BACK)],
        ),
        *[migrations.RunSQL(FROZEN.format(table=t), THAWED.format(table=t)) for t in KEPT],
        migrations.RunSQL(SIGNED_ONCE, UNSIGNED),
        migrations.RunSQL(
            RUNS_MOVE.format(old=OLD_JOB, new=NEW_JOB), RUNS_MOVE.format(old=NEW_JOB, new=OLD_JOB)
        ),
    ]
