from django.db import migrations, models

CHANNELS = [
    ("visit", "Visit"),
    ("phone", "Phone call"),
    ("letter", "Letter"),
    ("message", "Voice message"),
    ("mobile", "Mobile page"),
    ("lead", "Reported by a colleague"),
    ("other", "Other"),
]


class Migration(migrations.Migration):
    """Two more ways in which a complaint reaches a centre (S3-07b); the words change, no column does."""

    dependencies = [("complaints", "0006_discipline_links")]

    operations = [
        migrations.AlterField(
            model, "channel", models.CharField(choices=CHANNELS, max_length=10, verbose_name="channel")
        )
        for model in ("complaintrecord", "receptioncheck")
    ]
