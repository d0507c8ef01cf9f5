"""Events and penalty lines are append-only: the database itself refuses to change or remove them (S3-I01)."""

from django.db import migrations

GUARD = """
CREATE FUNCTION shouwen_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""
TRIGGERS = """
CREATE TRIGGER {table}_keeps_rows BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION shouwen_append_only();
CREATE TRIGGER {table}_keeps_table BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION shouwen_append_only();
"""
UNDO = """
DROP TRIGGER {table}_keeps_rows ON {table};
DROP TRIGGER {table}_keeps_table ON {table};
"""
TABLES = ("kernel_event", "kernel_penaltyline")


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_outside")]

    operations = [
        migrations.RunSQL(GUARD, "DROP FUNCTION shouwen_append_only()"),
        *[migrations.RunSQL(TRIGGERS.format(table=t), UNDO.format(table=t)) for t in TABLES],
    ]
