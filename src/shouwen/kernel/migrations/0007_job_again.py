"""Who ran a slot of a job again by hand, when, and what came of it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0006_lean_indexes")]
    operations = [
        migrations.AddField(
            model_name="jobrun",
            name="again",
            field=models.JSONField(default=list, help_text="runs by hand: by, at, result"),
        ),
    ]
