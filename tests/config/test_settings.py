"""A whole environment, as a start sees it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PRINT = """
import json
from shouwen.config import settings as s
names = ["DATABASES", "SECURE", "ALLOWED_HOSTS", "SECRET_KEY", "SESSION_COOKIE_SECURE", "SECURE_HSTS_SECONDS"]
print(json.dumps({name: getattr(s, name) for name in names}))
"""
SECRET = "x" * 60


def start(home: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Import the settings in a process that has only these variables."""
    plain = {"PATH": os.environ["PATH"], "SHOUWEN_HOME": str(home), **variables}
    return subprocess.run([sys.executable, "-c", PRINT], env=plain, capture_output=True, text=True, check=False)


def settings_with(home: Path, **variables: str) -> dict[str, Any]:
    done = start(home, **variables)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_database_on_a_server_is_read_from_one_variable(tmp_path: Path) -> None:
    url = "postgresql://app:p%40ss@db.example:6432/service?sslmode=require"
    found = settings_with(tmp_path, DATABASE_URL=url, SECRET_KEY=SECRET)["DATABASES"]["default"]
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.example", "6432", "service")
    assert (found["USER"], found["PASSWORD"]) == ("app", "p@ss")
    assert found["OPTIONS"]["sslmode"] == "require"
    assert found["OPTIONS"]["server_side_binding"] is False


def test_without_one_the_embedded_database_is_found_by_its_saved_file(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    saved = {"host": "127.0.0.1", "port": 5599, "user": "app", "password": "a/b:c", "name": "shouwen"}
    (tmp_path / "postgres" / "connection.json").write_text(json.dumps(saved), encoding="utf-8")
    found = settings_with(tmp_path)["DATABASES"]["default"]
    assert (found["PORT"], found["PASSWORD"], found["NAME"]) == ("5599", "a/b:c", "shouwen")


def test_on_one_machine_a_secret_is_made_once_and_kept_private(tmp_path: Path) -> None:
    first, second = settings_with(tmp_path), settings_with(tmp_path)
    assert first["SECRET_KEY"] == second["SECRET_KEY"]
    assert len(first["SECRET_KEY"]) >= 50
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_with_a_database_elsewhere_the_secret_must_be_given(tmp_path: Path) -> None:
    done = start(tmp_path, DATABASE_URL="postgresql://app@db.example/service")
    assert done.returncode != 0
    assert "SECRET_KEY (or SECRET_KEY_FILE) is required" in done.stderr


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"DATABASE_URL": "postgresql://app@127.0.0.1"}, "DATABASE_URL must end with the name of the database"),
        ({"DATABASE_URL": "postgresql://app@127.0.0.1/x?ssl=1"}, "DATABASE_URL has an option 'ssl'"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY must have at least 50 characters."),
        ({"SHOUWEN_ZONE": "Asia/Shanghia"}, "SHOUWEN_ZONE must be a time zone"),
        ({"SHOUWEN_STORAGE": "s3"}, "SHOUWEN_STORAGE=s3 needs SHOUWEN_S3_BUCKET."),
        ({"SHOUWEN_ADDRESS": "https://service.example/shouwen"}, "SHOUWEN_ADDRESS is a scheme and a host"),
        ({"SHOUWEN_MAIL_FROM": "客服"}, "SHOUWEN_MAIL_FROM must be an address"),
        ({"DATABASE_URL": "postgresql://app@127.0.0.1/x?sslmode=maybe"}, "DATABASE_URL's sslmode must be one of"),
        ({"SHOUWEN_WEBHOOK_NETWORKS": "10.0.0.0/8,10.1/99"}, "SHOUWEN_WEBHOOK_NETWORKS must name networks such as"),
        ({"SHOUWEN_SMS": "aliyun"}, "SHOUWEN_SMS=aliyun needs SHOUWEN_ALIYUN_KEY."),
        ({"SHOUWEN_MAIL": "localhost"}, "SHOUWEN_MAIL must look like smtp://host"),
    ],
)
def test_a_wrong_value_stops_the_start_with_a_sentence(
    tmp_path: Path, variables: dict[str, str], sentence: str
) -> None:
    done = start(tmp_path, **variables)
    assert done.returncode != 0
    assert sentence in done.stderr


def test_behind_tls_cookies_are_secure_and_browsers_are_told_to_stay(tmp_path: Path) -> None:
    found = settings_with(tmp_path, SHOUWEN_ADDRESS="https://service.example")
    assert found["SECURE"]
    assert found["SESSION_COOKIE_SECURE"]
    assert found["SECURE_HSTS_SECONDS"] > 0
    assert "service.example" in found["ALLOWED_HOSTS"]


def test_the_command_says_a_wrong_setting_without_a_traceback(tmp_path: Path) -> None:
    plain = {"PATH": os.environ["PATH"], "SHOUWEN_HOME": str(tmp_path), "SHOUWEN_DEBUG": "perhaps"}
    command = [sys.executable, "-m", "shouwen.ground.cli", "manage", "check"]
    done = subprocess.run(command, env=plain, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.strip() == "SHOUWEN_DEBUG must be on or off, not 'perhaps'."
