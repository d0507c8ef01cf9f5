"""A published ranking is frozen: the database itself refuses to change or remove it (S3-16c)."""

from django.db import migrations

TRIGGERS = """
CREATE TRIGGER complaints_agentranking_keeps_rows BEFORE UPDATE OR DELETE ON complaints_agentranking
    FOR EACH ROW EXECUTE FUNCTION shouwen_append_only();
CREATE TRIGGER complaints_agentranking_keeps_table BEFORE TRUNCATE ON complaints_agentranking
    FOR EACH STATEMENT EXECUTE FUNCTION shouwen_append_only();
"""
UNDO = """
DROP TRIGGER complaints_agentranking_keeps_rows ON complaints_agentranking;
DROP TRIGGER complaints_agentranking_keeps_table ON complaints_agentranking;
"""


class Migration(migrations.Migration):
    dependencies = [("complaints", "0002_supervision"), ("kernel", "0003_append_only")]

    operations = [migrations.RunSQL(TRIGGERS, UNDO)]
