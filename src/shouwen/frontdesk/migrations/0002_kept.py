"""An archived package and the lines of every reconciliation are kept as they are: the database refuses (S2-64)."""

from django.db import migrations

LINES = """
CREATE TRIGGER frontdesk_slipbatchline_keeps_rows BEFORE UPDATE OR DELETE ON frontdesk_slipbatchline
    FOR EACH ROW EXECUTE FUNCTION shouwen_append_only();
CREATE TRIGGER frontdesk_slipbatchline_keeps_table BEFORE TRUNCATE ON frontdesk_slipbatchline
    FOR EACH STATEMENT EXECUTE FUNCTION shouwen_append_only();
"""
NO_LINES = """
DROP TRIGGER frontdesk_slipbatchline_keeps_rows ON frontdesk_slipbatchline;
DROP TRIGGER frontdesk_slipbatchline_keeps_table ON frontdesk_slipbatchline;
"""
PACKAGES = """
CREATE TRIGGER frontdesk_slipbatch_keeps_packages BEFORE UPDATE OR DELETE ON frontdesk_slipbatch
    FOR EACH ROW WHEN (OLD.package_number IS NOT NULL) EXECUTE FUNCTION shouwen_append_only();
"""
NO_PACKAGES = "DROP TRIGGER frontdesk_slipbatch_keeps_packages ON frontdesk_slipbatch"


class Migration(migrations.Migration):
    dependencies = [("frontdesk", "0001_initial"), ("kernel", "0003_append_only")]

    operations = [migrations.RunSQL(LINES, NO_LINES), migrations.RunSQL(PACKAGES, NO_PACKAGES)]
