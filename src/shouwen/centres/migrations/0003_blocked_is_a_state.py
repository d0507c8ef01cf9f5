from django.db import migrations


class Migration(migrations.Migration):
    """Whether an account is blocked is the conversation's state (S3-08f)."""

    dependencies = [("centres", "0002_kept")]

    operations = [migrations.RemoveField("conversation", "is_blocked")]
