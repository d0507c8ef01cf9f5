"""What people give with each step of a service centre's procedures."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from shouwen.centres.words import Conclusion, DeviceKind, SetupItem
from shouwen.kernel.flows import Given, Instant, asked

Line = Annotated[str, Field(min_length=1, max_length=200)]
Text = Annotated[str, Field(min_length=1, max_length=2000)]
Phone = Annotated[str, Field(max_length=24, pattern=r"^\+?[0-9 *-]*$")]
Code = Annotated[str, Field(min_length=1, max_length=40)]


class Opening(Given):
    """A project's service centre begins to work (第七、八条)."""

    opened_on: date = asked(_("Opened on"))
    office: Annotated[str, Field(max_length=120)] = asked(_("Office on the estate"), "")
    hotline: Phone = asked(_("24-hour hotline"), "")


class Description(Given):
    office: Annotated[str, Field(max_length=120)] = asked(_("Office on the estate"), "")
    hotline: Phone = asked(_("24-hour hotline"), "")


class SetupLook(Given):
    """One item of the set-up standard, as it was found (第八条)."""

    item: SetupItem = asked(_("Item of the standard"))
    passed: bool = asked(_("Up to the standard"))
    note: Annotated[str, Field(max_length=200)] = asked(_("Remark"), "")


class NewDevice(Given):
    code: Code = asked(_("Number of the device"))
    kind: DeviceKind = asked(_("Kind"))
    location: Annotated[str, Field(min_length=1, max_length=80)] = asked(_("Where it is"))


class DeviceState(Given):
    """What a surveillance system or a person reports of a device (第八条)."""

    code: Code = asked(_("Number of the device"))
    online: bool = asked(_("Online"))
    note: Annotated[str, Field(max_length=200)] = asked(_("Remark"), "")


class DeviceGone(Given):
    code: Code = asked(_("Number of the device"))


class Period(Given):
    """The last day of the period, as the estate's dates have it now; empty while a phase is not handed over."""

    until: date | None = None


class MobileUse(Given):
    on: bool = asked(_("Customers may write to the centre"))


class Closing(Given):
    """撤点 (第七条): to which company customers turn, and who takes over what is still open."""

    successor: int = asked(_("Customers turn to"))
    phone: Annotated[str, Field(min_length=3, max_length=24, pattern=r"^\+?[0-9 -]+$")] = asked(
        _("Phone customers call from then on")
    )
    hand_over_to: int | None = asked(_("Who takes over the open cases"), None)


class Planned(Given):
    on: date
    is_daily: bool = True


class Result(Given):
    """One line of the checklist; what is not as it should be needs a note (第九条)."""

    item: int
    ok: bool
    note: Annotated[str, Field(max_length=200)] = ""


class Finding(Given):
    """What was seen: the slice of time watched, whom, line by line, and what it comes to (第八、九、十条)."""

    agent: int = asked(_("Specialist watched"))
    watched_from: Instant = asked(_("Watched from"))
    watched_until: Instant = asked(_("Watched until"))
    results: list[Result] = asked(_("Checklist"))
    conclusion: Conclusion = asked(_("Conclusion"))
    finding: Text = asked(_("Finding"))


class Arrival(Given):
    arrived_on: date


class Rotation(Given):
    """项目轮换 (第四十三条): always to another project."""

    to_project: int = asked(_("New project"))
    reason: Line = asked(_("Remark"))


class VoiceLeft(Given):
    """A message left on the hotline; the 30 minutes run from its end (Q18)."""

    caller: Phone = asked(_("Caller's number"), "")
    ended_at: Instant = asked(_("Message ended at"))
    seconds: Annotated[int, Field(ge=1, le=7200)] | None = asked(_("Length, seconds"), None)


class Heard(Given):
    said: Text = asked(_("What is said"))


class Turned(Given):
    complaint: int


class Reason(Given):
    for_several = True

    reason: Line = asked(_("Reason"))


class Saying(Given):
    text: Text = asked(_("Message"))


class Beginning(Saying):
    """The first message; ``unit`` is the room of the page it is written on."""

    unit: int | None = None
