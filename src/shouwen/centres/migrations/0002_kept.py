"""Looks, results, hand-overs and wordings are kept: the database refuses to change or remove them (S3-08, S3-10)."""

from django.db import migrations

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
TABLES = (
    "centres_setupcheck",
    "centres_checkresult",
    "centres_transfer",
    "centres_policytext",
    "centres_implementingrules",
)


class Migration(migrations.Migration):
    dependencies = [("centres", "0001_initial"), ("kernel", "0003_append_only")]

    operations = [migrations.RunSQL(TRIGGERS.format(table=t), UNDO.format(table=t)) for t in TABLES]
