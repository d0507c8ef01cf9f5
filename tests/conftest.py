"""What every test stands on: a real PostgreSQL, no network, files in a folder that vanishes."""

from __future__ import annotations

import gc
import ipaddress
import logging
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db.backends.postgresql.operations import DatabaseOperations
from django.utils import translation
from playwright.sync_api import Browser, expect, sync_playwright

from shouwen.config.home import default_home
from shouwen.ground import words
from shouwen.ground.binaries import AlreadyRun
from shouwen.ground.cluster import Connection
from shouwen.ground.postgres import EmbeddedPostgres
from tests.chromium import MISSING, chromium

# A busy machine must not fail a property; in CI the same examples are tried each time.
hypothesis.settings.register_profile("house", deadline=None, derandomize=bool(os.environ.get("CI")))
hypothesis.settings.load_profile("house")
expect.set_options(timeout=30_000)  # ms; two journeys at once are slow on a busy machine

# The tests end processes, never the machine, so nothing has to reach the disk.
QUICK = {"fsync": "off", "full_page_writes": "off", "max_connections": "200"}


def pytest_configure(config: pytest.Config) -> None:
    """Before anything is collected: compiled words, a database unless DATABASE_URL names one, and folders of our own.

    The workers of xdist inherit DATABASE_URL from the process that starts them.
    """
    words.main()
    logging.getLogger().handlers = []  # pytest has its own; ours would keep a stream that pytest closes
    if not os.environ.get("DATABASE_URL"):
        server, connection = _own_database()
        config.add_cleanup(server.stop)
        os.environ["DATABASE_URL"] = (
            f"postgresql://{connection.user}:{connection.password}@{connection.host}:{connection.port}/{connection.name}"
        )
        config.add_cleanup(lambda: os.environ.pop("DATABASE_URL", None))
        settings.DATABASES["default"].update(
            HOST=connection.host,
            PORT=str(connection.port),
            USER=connection.user,
            PASSWORD=connection.password,
            NAME=connection.name,
        )
    folder = Path(tempfile.mkdtemp(prefix="shouwen-tests-"))
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    settings.HOME = folder
    settings.STORAGES["default"]["OPTIONS"]["location"] = str(folder / "media")
    settings.SMS["folder"] = str(folder / "sms")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def _own_database() -> tuple[EmbeddedPostgres, Connection]:
    """The first embedded database of the tests that no other run is using."""
    number = 1
    while True:
        server = EmbeddedPostgres(default_home() / f"tests-{number}", settings=QUICK)
        try:
            return server, server.start()
        except AlreadyRun:
            number += 1


def pytest_collection_finish() -> None:
    """All is imported: every full garbage collection would walk half a million objects that stay."""
    gc.freeze()


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("browser") and chromium() is None:
        pytest.skip(MISSING)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium for a module's journeys."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as play:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the driver has a loop of its own in this thread
        made = play.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        yield made
        made.close()


@pytest.fixture(autouse=True)
def _nobody_was_counted() -> None:
    """A test does not inherit the wrong links that another tried."""
    cache.clear()


@pytest.fixture(autouse=True)
def _nobody_chose_a_language() -> None:
    """A test does not inherit the language in which another one read its last page."""
    translation.deactivate()


@pytest.fixture
def english(_nobody_chose_a_language: None) -> Iterator[None]:
    """What is said outside a page is said in English, the language of the msgids."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True, scope="session")
def _only_this_machine() -> Iterator[None]:
    """A connection to any address but loopback fails the test that tries."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and not _is_loopback(address[0]):
            raise RuntimeError(f"a test tried to reach {address[0]}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


def _is_loopback(host: str) -> bool:
    return host == "localhost" or ipaddress.ip_address(host).is_loopback


@pytest.fixture(autouse=True, scope="session")
def _flush_may_truncate() -> Iterator[None]:
    """Transactional tests empty all tables at their end; the guards against TRUNCATE sleep for that moment only."""
    flush = DatabaseOperations.execute_sql_flush

    def unguarded(self: DatabaseOperations, statements: list[str]) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT tgrelid::regclass::text, quote_ident(tgname), tgenabled::text FROM pg_trigger "
                "WHERE NOT tgisinternal AND tgtype & 32 > 0 AND tgenabled <> 'D'"
            )
            guards = cursor.fetchall()
        asleep = [f"ALTER TABLE {table} DISABLE TRIGGER {name}" for table, name, _ in guards]
        awake = [
            f"ALTER TABLE {table} ENABLE {'ALWAYS ' if mode == 'A' else ''}TRIGGER {name}"
            for table, name, mode in guards
        ]
        flush(self, [*asleep, *statements, *awake])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", unguarded)
        yield
