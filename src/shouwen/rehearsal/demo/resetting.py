"""Removing an earlier demo: the one place that may empty the append-only tables, and only those of a demo."""

from __future__ import annotations

from django.apps import apps
from django.db import connection, transaction

from shouwen.kernel.models import Case, JobRun
from shouwen.people.models import OrgUnit, Staff
from shouwen.rehearsal.demo import names
from shouwen.rehearsal.demo.making import JOB

# What belongs to the installation and not to the group that works in it.
_KEPT = frozenset({"kernel_calendarversion", "kernel_calendarday", "django_migrations", "django_content_type"})


def is_our_demo() -> bool:
    """Whether the database holds the demo group and no other."""
    return list(OrgUnit.objects.filter(parent=None).values_list("name", flat=True)) == [names.GROUP]


def is_unfinished() -> bool:
    """Whether the making of a demo was interrupted here."""
    return JobRun.objects.filter(job=JOB, finished_at=None).exists()


def reset() -> bool:
    """Empty the database of the demo. False, and nothing is touched, when it holds anybody else."""
    if not (is_our_demo() or _is_bare()):
        return False
    tables = sorted({model._meta.db_table for model in apps.get_models() if _is_ours(model._meta.app_config.name)})
    names_of_tables = ", ".join(connection.ops.quote_name(table) for table in tables if table not in _KEPT)
    with transaction.atomic(), connection.cursor() as cursor:
        guards = _guards(tables)
        for table, guard in guards:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {guard}")
        cursor.execute(f"TRUNCATE {names_of_tables} RESTART IDENTITY CASCADE")
        for table, guard in guards:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {guard}")
    return True


def _is_bare() -> bool:
    return not (Staff.objects.exists() or Case.objects.exists() or OrgUnit.objects.exists())


def _is_ours(app: str) -> bool:
    return app.startswith("shouwen.")


def _guards(tables: list[str]) -> list[tuple[str, str]]:
    """The triggers that refuse a TRUNCATE, as (table, trigger), quoted."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, quote_ident(tgname) FROM pg_trigger "
            "WHERE NOT tgisinternal AND tgtype & 32 > 0 AND tgenabled <> 'D' AND tgrelid::regclass::text = ANY (%s)",
            [tables],
        )
        return list(cursor.fetchall())
