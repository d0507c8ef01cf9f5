"""One uploaded ledger, its rows that have problems, and what each committed chunk of it made."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from shouwen.estate.models import Project
from shouwen.people.models import Staff


class ImportBatch(models.Model):
    """One file taken in once. ``mapping`` is column name → positions of the cells it is read from."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("Uploaded")
        CHECKED = "checked", _("Checked")
        COMMITTING = "committing", _("Being taken in")
        CANCELLED = "cancelled", _("Stopped")
        COMMITTED = "committed", _("Taken in")
        UNDONE = "undone", _("Undone")

    ledger = models.CharField(max_length=40)
    file_name = models.CharField(max_length=200)
    sheet = models.CharField(max_length=200)
    header_row = models.PositiveIntegerField(help_text="as the spreadsheet counts")
    headers = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    joined = models.JSONField(default=list, help_text="further sheets: sheet, header_row, mapping")
    project = models.ForeignKey(Project, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=12, choices=State.choices, default=State.UPLOADED)
    by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    uploaded_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    rows = models.PositiveIntegerField(default=0, help_text="rows with content below the header")
    refused = models.PositiveIntegerField(default=0)
    doubtful = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0, help_text="rows taken in so far")
    kept = models.PositiveIntegerField(default=0, help_text="things undo had to leave because something needs them")
    stop_requested = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("import")
        indexes = [models.Index(fields=["-uploaded_at"])]

    def __str__(self) -> str:
        return f"{self.file_name} · {self.sheet}"


class ImportFile(models.Model):
    """The uploaded bytes. In the database, because web and worker may stand on different machines."""

    batch = models.OneToOneField(ImportBatch, models.CASCADE, primary_key=True, related_name="file")
    content = models.BinaryField()

    class Meta:
        verbose_name = _("imported file")

    def __str__(self) -> str:
        return str(self.batch)


class ImportRow(models.Model):
    """A row that was refused or raised a doubt: ``problems`` = [{"column", "message", "refuses"}]."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="problem_rows")
    number = models.PositiveIntegerField(help_text="as the spreadsheet counts")
    cells = models.JSONField()
    problems = models.JSONField()
    is_refused = models.BooleanField()

    class Meta:
        verbose_name = _("row with problems")
        constraints = [models.UniqueConstraint("batch", "number", name="imports_row_once")]

    def __str__(self) -> str:
        return f"{self.batch_id} · {self.number}"


class ImportChunk(models.Model):
    """Rows up to ``last_row`` are in, in one transaction, and ``created`` (kind → ids) is what they made."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="chunks")
    last_row = models.PositiveIntegerField()
    rows = models.PositiveIntegerField()
    created = models.JSONField()

    class Meta:
        verbose_name = _("imported chunk")
        constraints = [models.UniqueConstraint("batch", "last_row", name="imports_chunk_once")]

    def __str__(self) -> str:
        return f"{self.batch_id} ≤ {self.last_row}"
