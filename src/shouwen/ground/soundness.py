"""Is this installation sound? Each question is asked by itself, so that one failure does not hide another."""

from __future__ import annotations

import stat
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from smtplib import SMTPAuthenticationError, SMTPException

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.mail import get_connection
from django.db import InterfaceError, OperationalError, ProgrammingError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shouwen.kernel import clock
from shouwen.kernel.calendar import missing_year_warning, years_known
from shouwen.kernel.models import Heartbeat

OLDEST_SERVER = 15
SHORTEST_KEY = 50
READ_BY_OTHERS = stat.S_IRWXG | stat.S_IRWXO
SKEW_ALLOWED = 2.0  # seconds between this machine's clock and the database's
SILENCE_ALLOWED = 90.0  # seconds since the engine's last sign of life

Answer = tuple[bool | None, str | Promise]


@dataclass(frozen=True)
class Finding:
    """One thing looked at: what, whether it is sound (None: yes, but see to it soon), and in words."""

    what: str | Promise
    sound: bool | None
    words: str | Promise

    @property
    def mark(self) -> str:
        return {True: "✓", None: "!", False: "✗"}[self.sound]


def examine() -> list[Finding]:
    """Every finding, in the order in which an administrator would mend them."""
    return [_asked(what, question) for what, question in QUESTIONS]


def _asked(what: Promise, question: Callable[[], Answer]) -> Finding:
    sound: bool | None
    words: str | Promise
    try:
        sound, words = question()
    except (OperationalError, InterfaceError) as lost:
        connection.close()
        first = question is database
        sound, words = False, _said(_("no answer: %(why)s"), lost) if first else _("not looked at without the database")
    except ProgrammingError as missing:
        sound, words = False, _said(_("not looked at before the migrations: %(why)s"), missing)
    except Exception as error:  # noqa: BLE001 - whatever goes wrong is the answer
        sound, words = False, _said("%(why)s", error)
    return Finding(what, sound, words)


def _said(sentence: str | Promise, error: Exception) -> str:
    """The first line of an error in a sentence; an error without words is named by its kind."""
    why = getattr(error, "strerror", None) or str(error).partition("\n")[0].strip() or type(error).__name__
    return str(sentence) % {"why": why}


def database() -> Answer:
    """Reachable, new enough, UTF-8."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version'), current_setting('server_encoding')")
        version, encoding = cursor.fetchone()
    if encoding != "UTF8":
        return False, _("the encoding is %(encoding)s; it must be UTF8") % {"encoding": encoding}
    if int(version.split(".")[0]) < OLDEST_SERVER:
        return False, _("PostgreSQL %(version)s is too old; 15 or later is needed") % {"version": version}
    return True, f"PostgreSQL {version}"


def migrations() -> Answer:
    """Every migration of this version has been applied."""
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if missing:
        return False, _("%(n)d to apply: run “shouwen migrate”") % {"n": missing}
    return True, _("all applied")


def clock_skew() -> Answer:
    """The database's clock agrees with ours; limits are counted by ours."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        theirs = cursor.fetchone()[0]
    skew = abs((datetime.now(UTC) - theirs).total_seconds())
    return skew <= SKEW_ALLOWED, _("%(seconds).1f seconds apart") % {"seconds": skew}


def calendar() -> Answer:
    """The working calendar is announced for this year, and from November for the next one (until then: provisional)."""
    warning = missing_year_warning()
    this_year = clock.day_of(clock.now()).year
    if warning is None:
        return True, _("announced until %(year)d") % {"year": max(years_known())}
    return (None if this_year in years_known() else False), warning


def engine() -> Answer:
    """Some engine has given a sign of life lately."""
    beat = Heartbeat.objects.filter(process__startswith="engine").order_by("-at").first()
    if beat is None:
        return False, _("it has never run: start “shouwen engine”")
    silence = (clock.now() - beat.at).total_seconds()
    words = _("last sign of life %(seconds)d seconds ago, %(lag)d seconds behind")
    return silence <= SILENCE_ALLOWED, words % {"seconds": silence, "lag": beat.lag_seconds}


def storage() -> Answer:
    """A file can be written, read back and removed."""
    try:
        name = default_storage.save(f"check/{uuid.uuid4().hex}", ContentFile(b"sound"))
    except OSError as error:
        return False, _said(_("cannot be written: %(why)s"), error)
    try:
        with default_storage.open(name) as file:
            kept = file.read() == b"sound"
    finally:
        default_storage.delete(name)
    return kept, _("files can be written and read")


def mail() -> Answer:
    """The mail server takes our login. A public installation must have one."""
    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        return not settings.SECURE, _("no mail server (SHOUWEN_MAIL): messages become files")
    place = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    server = get_connection()
    try:
        server.open()
    except SMTPAuthenticationError:
        return False, _("%(place)s refuses the name and password of SHOUWEN_MAIL") % {"place": place}
    except (OSError, SMTPException) as error:
        return False, _said(_("%(place)s does not take our mail: %%(why)s") % {"place": place}, error)
    server.close()
    return True, place


def sms() -> Answer:
    """SMS leave the house. A public installation must have a provider."""
    backend = settings.SMS["backend"]
    if backend == "aliyun":
        return True, _("Aliyun")
    words = _("no provider (SHOUWEN_SMS=%(backend)s): they do not reach a phone")
    return not settings.SECURE, words % {"backend": backend}


def secret() -> Answer:
    """The secret key is long enough, and its file is its owner's alone."""
    if len(settings.SECRET_KEY) < SHORTEST_KEY:
        return False, _("shorter than %(least)d characters") % {"least": SHORTEST_KEY}
    file = settings.HOME / "secret_key"
    if not file.is_file() or file.read_text(encoding="ascii") != settings.SECRET_KEY:
        return True, _("given by the environment")
    if file.stat().st_mode & READ_BY_OTHERS:
        return False, _("others may read %(file)s: chmod 600") % {"file": file}
    return True, _("made by this installation")


def address() -> Answer:
    """People reach the system over TLS, or only from this machine."""
    local = any(f"//{host}" in settings.PUBLIC_ADDRESS for host in ("127.0.0.1", "localhost"))
    return settings.SECURE or local, settings.PUBLIC_ADDRESS


QUESTIONS: tuple[tuple[Promise, Callable[[], Answer]], ...] = (
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
