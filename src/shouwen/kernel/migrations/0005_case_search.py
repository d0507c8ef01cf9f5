"""Indexes of the case lists: words of a title by their two-character pieces, one flow newest first, what is late.

They live in SQL because the first is an expression over our own function, and because all three serve reads only.
"""

from django.db import migrations

MAKE = """
CREATE INDEX kernel_case_title_bigrams ON kernel_case USING gin (shouwen_bigrams(title));
CREATE INDEX kernel_case_flow_newest ON kernel_case (flow, id DESC);
CREATE INDEX kernel_case_flow_open ON kernel_case (flow, id DESC) WHERE closed_at IS NULL;
CREATE INDEX kernel_obligation_due ON kernel_obligation (due_at, case_id) WHERE settled_at IS NULL;
"""

DROP = """
DROP INDEX kernel_obligation_due;
DROP INDEX kernel_case_flow_open;
DROP INDEX kernel_case_flow_newest;
DROP INDEX kernel_case_title_bigrams;
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0004_api_token"), ("customers", "0002_bigrams")]
    operations = [migrations.RunSQL(MAKE, DROP)]
