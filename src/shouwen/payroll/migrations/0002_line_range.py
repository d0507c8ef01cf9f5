"""A statement knows the range of its lines' ids: that is cheaper than an index over every line."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payroll", "0001_statements")]

    operations = [
        migrations.RemoveIndex(model_name="statementline", name="payroll_line_of_statement"),
        migrations.AddField(
            model_name="statement",
            name="first_id",
            field=models.BigIntegerField(
                default=0, help_text="the lowest line's id: its lines lie from here to upto_id"
            ),
        ),
    ]
