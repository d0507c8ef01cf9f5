"""Is this installation sound? Each question is asked by itself, so that one failure does not hide another."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.mail import get_connection
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shouwen.kernel import clock
from shouwen.kernel.models import CalendarVersion, Heartbeat

OLDEST_SERVER = 15
SKEW_ALLOWED = 2.0  # seconds between this machine's clock and the database's
SILENCE_ALLOWED = 90.0  # seconds since the engine's last sign of life
WARN_FROM_MONTH = 12  # the State Council announces next year's holidays before December


@dataclass(frozen=True)
class Finding:
    """One thing looked at: what, whether it is sound, and in words."""

    what: str | Promise
    sound: bool
    words: str | Promise


def examine() -> list[Finding]:
    """Every finding, in the order in which an administrator would mend them."""
    return [_asked(what, question) for what, question in QUESTIONS]


def _asked(what: Promise, question: Callable[[], tuple[bool, str | Promise]]) -> Finding:
    try:
        sound, words = question()
    except Exception as error:  # noqa: BLE001 - whatever goes wrong is the answer
        sound, words = False, f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
    return Finding(what, sound, words)


def database() -> tuple[bool, str | Promise]:
    """Reachable, new enough, UTF-8."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version'), current_setting('server_encoding')")
        version, encoding = cursor.fetchone()
    if encoding != "UTF8":
        return False, _("the encoding is %(encoding)s; it must be UTF8") % {"encoding": encoding}
    if int(version.split(".")[0]) < OLDEST_SERVER:
        return False, _("PostgreSQL %(version)s is too old; 15 or later is needed") % {"version": version}
    return True, f"PostgreSQL {version}"


def migrations() -> tuple[bool, str | Promise]:
    """Every migration of this version has been applied."""
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if missing:
        return False, _("%(n)d to apply: run “shouwen migrate”") % {"n": missing}
    return True, _("all applied")


def clock_skew() -> tuple[bool, str | Promise]:
    """The database's clock agrees with ours; limits are counted by ours."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        theirs = cursor.fetchone()[0]
    skew = abs((datetime.now(UTC) - theirs).total_seconds())
    return skew <= SKEW_ALLOWED, _("%(seconds).1f seconds apart") % {"seconds": skew}


def calendar() -> tuple[bool, str | Promise]:
    """The working calendar is announced for this year, and from December for the next one."""
    today = clock.day_of(clock.now())
    latest = CalendarVersion.objects.order_by("-pk").first()
    if latest is None:
        return False, _("there is no working calendar")
    needed = date(today.year + (today.month >= WARN_FROM_MONTH), 12, 31)
    return latest.confirmed_until >= needed, _("announced until %(day)s") % {"day": latest.confirmed_until}


def engine() -> tuple[bool, str | Promise]:
    """Some engine has given a sign of life lately."""
    beat = Heartbeat.objects.filter(process__startswith="engine").order_by("-at").first()
    if beat is None:
        return False, _("it has never run: start “shouwen engine”")
    silence = (clock.now() - beat.at).total_seconds()
    words = _("last sign of life %(seconds)d seconds ago, %(lag)d seconds behind")
    return silence <= SILENCE_ALLOWED, words % {"seconds": silence, "lag": beat.lag_seconds}


def storage() -> tuple[bool, str | Promise]:
    """A file can be written, read back and removed."""
    name = default_storage.save(f"check/{uuid.uuid4().hex}", ContentFile(b"sound"))
    try:
        with default_storage.open(name) as file:
            kept = file.read() == b"sound"
    finally:
        default_storage.delete(name)
    return kept, _("files can be written and read")


def mail() -> tuple[bool, str | Promise]:
    """The mail server takes our login. A public installation must have one."""
    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        return not settings.SECURE, _("no mail server (SHOUWEN_MAIL): messages become files")
    server = get_connection()
    server.open()
    server.close()
    return True, str(settings.EMAIL_HOST)


def sms() -> tuple[bool, str | Promise]:
    """SMS leave the house. A public installation must have a provider."""
    backend = settings.SMS["backend"]
    if backend == "aliyun":
        return True, _("Aliyun")
    return not settings.SECURE, _("no provider (SHOUWEN_SMS): messages go to a %(backend)s") % {"backend": backend}


def secret() -> tuple[bool, str | Promise]:
    """The secret key is long enough and not public."""
    made = (settings.HOME / "secret_key").is_file()
    return len(settings.SECRET_KEY) >= 50, _("made by this installation") if made else _("given by the environment")


def address() -> tuple[bool, str | Promise]:
    """People reach the system over TLS, or only from this machine."""
    local = any(f"//{host}" in settings.PUBLIC_ADDRESS for host in ("127.0.0.1", "localhost"))
    return settings.SECURE or local, settings.PUBLIC_ADDRESS


QUESTIONS: tuple[tuple[Promise, Callable[[], tuple[bool, str | Promise]]], ...] = (
    (_("Database"), database),
    (_("Migrations"), migrations),
    (_("Clock skew"), clock_skew),
    (_("Calendar"), calendar),
    (_("Engine"), engine),
    (_("Storage"), storage),
    (_("Mail"), mail),
    (_("SMS"), sms),
    (_("Secret key"), secret),
    (_("Address"), address),
)
