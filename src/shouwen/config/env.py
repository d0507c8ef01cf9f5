"""The environment, read strictly: what is wrong is said in one sentence each, all together, before anything starts."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from importlib.util import find_spec
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

PREFIX = "SHOUWEN_"
TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


class WrongSettings(Exception):
    """The environment cannot be used; the message is one sentence a line."""


class Env:
    """Reads variables of one environment and collects what is wrong with them.

    A reader gets the default for a missing or wrong value, so that one start reports every mistake;
    ``finish`` then refuses to go on.
    """

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        self._known: set[str] = set()
        self._problems: list[str] = []

    def wrong(self, sentence: str) -> None:
        """Note one mistake, as a sentence for the person who starts the system."""
        self._problems.append(sentence)

    def text(self, name: str, default: str = "") -> str:
        """The value without surrounding blanks; an empty value counts as missing."""
        self._known.add(name)
        return self._variables.get(name, "").strip() or default

    def flag(self, name: str, default: bool = False) -> bool:
        """on/off, yes/no, true/false or 1/0."""
        value = self.text(name).lower()
        if value in TRUE | FALSE:
            return value in TRUE
        if value:
            self.wrong(f"{name} must be on or off, not {value!r}.")
        return default

    def number(self, name: str, default: int, *, least: int, most: int) -> int:
        """A whole number within limits."""
        value = self.text(name)
        if not value:
            return default
        if value.isascii() and value.isdigit() and least <= int(value) <= most:
            return int(value)
        self.wrong(f"{name} must be a whole number from {least} to {most}, not {value!r}.")
        return default

    def choice(self, name: str, default: str, choices: tuple[str, ...]) -> str:
        """One of a few words."""
        value = self.text(name, default)
        if value in choices:
            return value
        self.wrong(f"{name} must be one of {', '.join(choices)}, not {value!r}.")
        return default

    def words(self, name: str) -> list[str]:
        """A list separated by commas."""
        return [word.strip() for word in self.text(name).split(",") if word.strip()]

    def networks(self, name: str) -> list[IPv4Network | IPv6Network]:
        """Networks or single addresses, separated by commas."""
        found = []
        for word in self.words(name):
            try:
                found.append(ip_network(word))
            except ValueError:
                self.wrong(f"{name} must name networks such as 10.20.0.0/16, separated by commas, not {word!r}.")
        return found

    def address(self, name: str, default: str, schemes: tuple[str, ...]) -> SplitResult:
        """A URL with one of the schemes and a host. The value is never repeated: it may hold a password."""
        value = self.secret(name) or default
        try:
            url = urlsplit(value)
            usable = url.scheme in schemes and bool(url.hostname) and (url.port is None or url.port > 0)
        except ValueError:
            usable = False
        if usable:
            return url
        self.wrong(f"{name} must look like {schemes[0]}://host, with a port from 1 to 65535 if one is given.")
        return urlsplit(default)

    def secret(self, name: str) -> str:
        """The value of NAME, or the content of the file that NAME_FILE names; both at once are a mistake."""
        value, file = self.text(name), self.text(f"{name}_FILE")
        if value and file:
            self.wrong(f"Give {name} or {name}_FILE, not both.")
        if value or not file:
            return value
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            self.wrong(f"{name}_FILE names a file that cannot be read ({type(error).__name__}).")
            return ""

    def needs_extra(self, setting: str, extra: str, module: str) -> None:
        """A setting that works only with an extra of the package."""
        if find_spec(module) is None:
            self.wrong(f"{setting} needs an extra package: pip install 'shouwen[{extra}]'.")

    def finish(self) -> None:
        """Refuse to go on when a value was wrong or a variable of ours has a name nobody reads.

        Raises WrongSettings.
        """
        for name in sorted(name for name in self._variables if name.startswith(PREFIX) and name not in self._known):
            near = difflib.get_close_matches(name, self._known, n=1)
            self.wrong(f"{name} is not a setting" + (f"; did you mean {near[0]}?" if near else "."))
        if self._problems:
            raise WrongSettings("\n".join(self._problems))
