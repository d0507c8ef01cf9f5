"""``shouwen check`` looks at everything an installation stands on and says what is not sound."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.db.utils import ConnectionHandler
from django.utils import translation

from shouwen.ground import soundness
from shouwen.kernel import clock
from shouwen.kernel.models import Heartbeat

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english() -> Any:
    with translation.override("en"):
        yield


def finding(what: str) -> soundness.Finding:
    return next(found for found in soundness.examine() if str(found.what) == what)


def check() -> tuple[str, bool]:
    """What the command prints, and whether it ends well."""
    out = StringIO()
    try:
        call_command("soundness", stdout=out)
    except SystemExit as ended:
        return out.getvalue(), ended.code == 0
    return out.getvalue(), True


def test_with_a_living_engine_a_fresh_installation_is_sound() -> None:
    Heartbeat.objects.create(process="engine:1", at=clock.now(), lag_seconds=0)
    said, well = check()
    assert well, said
    assert [line.split(" ", 1)[1].split(":")[0] for line in said.splitlines()] == [
        *("Database", "Migrations", "Clock skew", "Calendar", "Engine"),
        *("Storage", "Mail", "SMS", "Secret key", "Address"),
    ]


def test_without_an_engine_it_is_not() -> None:
    said, well = check()
    assert not well
    assert "✗ Engine: it has never run" in said


def test_an_engine_that_fell_silent_is_named() -> None:
    Heartbeat.objects.create(process="engine:1", at=clock.now() - timedelta(minutes=5), lag_seconds=7)
    found = finding("Engine")
    assert found.sound is False
    assert re.search(r"30\d seconds ago, 7 seconds behind", str(found.words))


def test_the_year_that_nobody_has_announced_is_named() -> None:
    with clock.moved_to(clock.now() + timedelta(days=366 * 20)):
        assert finding("Calendar").sound is False
    with clock.moved_to(clock.now().replace(year=2025, month=6, day=1)):
        assert finding("Calendar").sound is True


def test_a_folder_that_cannot_be_written_is_named(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "a file").write_text("not a folder", encoding="utf-8")
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "a file" / "media")},
        },
    }
    found = finding("Storage")
    assert (found.sound, str(found.words)) == (False, "cannot be written: Not a directory")


def test_a_public_installation_needs_mail_and_sms_that_leave_the_house(settings: Any) -> None:
    settings.SECURE, settings.PUBLIC_ADDRESS = True, "https://service.example"
    assert finding("Mail").sound is False
    assert finding("SMS").sound is False
    assert finding("Address").sound is True


def test_an_unreachable_mail_server_is_named(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    found = finding("Mail")
    assert found.sound is False
    assert str(found.words) == "127.0.0.1:1 does not take our mail: Connection refused"


def test_a_public_address_without_tls_is_named(settings: Any) -> None:
    settings.PUBLIC_ADDRESS = "http://service.example"
    assert finding("Address").sound is False


def test_without_a_database_one_line_says_why_and_the_others_that_they_were_not_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The server is really asked: a port on which nobody listens."""
    monkeypatch.setattr(soundness, "connection", ConnectionHandler({"default": nowhere()})["default"])
    found = {str(finding.what): finding for finding in (soundness._asked(*q) for q in soundness.QUESTIONS[:3])}
    assert found["Database"].sound is False
    assert str(found["Database"].words).startswith("no answer: connection failed:")
    assert str(found["Database"].words).endswith("Connection refused")
    assert [str(found[what].words) for what in ("Migrations", "Clock skew")] == [
        "not looked at without the database"
    ] * 2


def nowhere() -> dict[str, Any]:
    return {**connections.settings["default"], "HOST": "127.0.0.1", "PORT": "1"}


def test_a_database_before_its_migrations_is_named() -> None:
    before = transaction.savepoint()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE kernel_heartbeat RENAME TO kernel_heartbeat_elsewhere")
    found = finding("Engine")
    transaction.savepoint_rollback(before)
    assert found.sound is False
    assert str(found.words).startswith("not looked at before the migrations: relation")


def test_a_secret_that_others_may_read_is_named(settings: Any, tmp_path: Path) -> None:
    file = tmp_path / "secret_key"
    file.write_text(settings.SECRET_KEY, encoding="ascii")
    file.chmod(0o644)
    settings.HOME = tmp_path
    assert finding("Secret key").sound is False
    file.chmod(0o600)
    assert finding("Secret key").sound is True


def test_a_clock_that_disagrees_with_the_database_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with time_machine.travel(datetime.now(UTC) - timedelta(seconds=7)):
        found = finding("Clock skew")
    assert found.sound is False
    assert re.match(r"[67]\.\d seconds apart", str(found.words))
