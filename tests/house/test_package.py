"""What is installed from the wheel is the whole product, and what deploy/ starts exists."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

from shouwen.ground import cli, web
from shouwen.web import built

TOP = Path(__file__).resolve().parents[2]
PACKAGE = TOP / "src" / "shouwen"
DEPLOY = TOP / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
NOT_INSTALLED = ("web/assets/", "web/README.md")  # what the look is built from


# ---- the wheel -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as setuptools would put it into the wheel, from a copy of the sources."""
    pytest.importorskip("setuptools", reason="setuptools decides what goes into the wheel, and it is not here")
    copy, made = tmp_path_factory.mktemp("sources"), tmp_path_factory.mktemp("wheel")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(TOP / name, copy)
    shutil.copytree(
        TOP / "src", copy / "src", ignore=shutil.ignore_patterns("node_modules", "__pycache__", "*.egg-info")
    )
    command = [sys.executable, "-W", "ignore", "-c", "import setuptools; setuptools.setup()"]
    subprocess.run([*command, "-q", "build", "--build-lib", made], cwd=copy, check=True, capture_output=True)
    return made / "shouwen"


def files_of(folder: Path) -> set[str]:
    found = (file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())
    return {name for name in found if not name.startswith(NOT_INSTALLED) and "__pycache__" not in name}


def test_every_file_of_the_package_is_installed(installed: Path) -> None:
    """Templates, paper, words, scenarios and the built look: nothing that the code opens stays behind."""
    assert sorted(files_of(PACKAGE) - files_of(installed)) == []
    suffixes = {Path(name).suffix for name in files_of(installed)}
    assert {".py", ".html", ".typ", ".po", ".mo", ".yaml", ".csv", ".typed"} <= suffixes


@pytest.mark.skipif(not built.manifest(), reason="the look has not been built (make assets)")
def test_the_look_is_installed_as_it_was_built(installed: Path) -> None:
    there = installed / "web" / "static" / "built"
    for made in built.manifest().values():
        assert (there / str(made["file"])).is_file()
    assert (there / "sw.js").is_file()


def test_the_fonts_of_the_paper_come_with_a_dependency() -> None:
    assert "pylopdf-fonts-zh-cn==" in (TOP / "pyproject.toml").read_text(encoding="utf-8")


# ---- deploy/ ---------------------------------------------------------------------------------------------------------


def expect_command(words: list[str]) -> None:
    """``shouwen`` knows the first word, and the word knows the options after it."""
    name, *rest = words
    assert name in cli.OURS or name in get_commands(), name
    if name == "web":
        web.arguments().parse_args(rest)
    else:
        assert rest == []


def unit(file: Path) -> ConfigParser:
    read = ConfigParser(strict=False, interpolation=None)
    read.optionxform = str  # type: ignore[assignment,method-assign] # systemd minds the case
    read.read(file, encoding="utf-8")
    return read


@pytest.mark.parametrize("file", UNITS, ids=lambda file: file.name)
def test_a_unit_starts_a_command_that_exists_after_units_that_exist(file: Path) -> None:
    read = unit(file)
    program, *words = shlex.split(read["Service"]["ExecStart"])
    assert program == "/opt/shouwen/bin/shouwen"
    expect_command(words)
    asked = " ".join(read["Unit"].get(name, "") for name in ("After", "Wants", "Requires")).split()
    ours = {name for name in asked if name.startswith("shouwen")}
    assert ours <= {each.name for each in UNITS}


@pytest.mark.parametrize("file", UNITS, ids=lambda file: file.name)
def test_a_unit_has_no_rights_but_those_it_needs(file: Path) -> None:
    service = unit(file)["Service"]
    assert service["User"] == "shouwen"
    assert service["StateDirectory"] == "shouwen"
    expected = {"NoNewPrivileges": "yes", "ProtectSystem": "strict", "ProtectHome": "yes", "CapabilityBoundingSet": ""}
    assert {name: service.get(name) for name in expected} == expected


def test_the_settings_of_the_example_are_read_by_the_product(tmp_path: Path) -> None:
    """An unknown name or a wrong value would stop the start."""
    text = (DEPLOY / "systemd" / "shouwen.env.example").read_text(encoding="utf-8")
    given = dict(line.split("=", 1) for line in text.splitlines() if line and not line.startswith("#"))
    (tmp_path / "secret").write_text("x" * 50, encoding="ascii")
    given |= {"SECRET_KEY_FILE": str(tmp_path / "secret"), "SHOUWEN_HOME": str(tmp_path)}
    expect_settings(given)


def test_the_compose_file_starts_every_process_with_settings_that_are_read(tmp_path: Path) -> None:
    services: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]
    ours = {name: service for name, service in services.items() if service["image"] == "shouwen"}
    assert set(ours) == {"migrate", "web", "engine", "worker"}
    for service in ours.values():
        expect_command(service["command"])
    (tmp_path / "database_url").write_text("postgresql://shouwen:p@database/shouwen", encoding="ascii")
    (tmp_path / "secret_key").write_text("x" * 50, encoding="ascii")
    environment = {
        name: value.replace("/run/secrets", str(tmp_path)) for name, value in ours["web"]["environment"].items()
    }
    expect_settings({**environment, "SHOUWEN_HOME": str(tmp_path)})


def test_the_image_copies_what_is_there_and_starts_what_exists() -> None:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    for line in re.findall(r"^COPY (?!--from)(.*)$", text, re.MULTILINE):
        for source in line.split()[:-1]:
            assert (TOP / source).exists(), source
    (command,) = re.findall(r"^CMD (\[.*\])$", text, re.MULTILINE)
    expect_command(yaml.safe_load(command))
    assert re.findall(r"^USER (\w+)$", text, re.MULTILINE) == ["shouwen"]
    for module in re.findall(r"python -m (shouwen[\w.]+)", text):
        assert (PACKAGE.parent / Path(*module.split("."))).with_suffix(".py").is_file()


def expect_settings(given: dict[str, str]) -> None:
    """The settings are read in a process of their own."""
    clean = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    subprocess.run([sys.executable, "-c", "import shouwen.config.settings"], env={**clean, **given}, check=True)
