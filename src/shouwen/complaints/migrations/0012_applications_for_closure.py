from django.db import migrations, models

# Every application for closure opened one T7.
COUNTED = """
UPDATE complaints_orderrecord SET applications = asked.times
FROM (SELECT case_id, count(*) AS times FROM kernel_obligation WHERE duty = 'complaints.order.T7' GROUP BY case_id) asked
WHERE asked.case_id = complaints_orderrecord.case_id
"""


class Migration(migrations.Migration):
    dependencies = [("complaints", "0011_amounts_of_figures")]

    operations = [
        migrations.AddField(
            model_name="orderrecord", name="applications", field=models.PositiveSmallIntegerField(default=0)
        ),
        migrations.RunSQL(COUNTED, migrations.RunSQL.noop),
    ]
