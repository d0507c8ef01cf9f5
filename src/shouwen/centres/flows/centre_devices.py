"""Cameras and microphones: what is reported of them, and the fault a silence is (第八条)."""

from __future__ import annotations

from django.utils.translation import gettext as now_

from shouwen.centres import payloads
from shouwen.centres.flows.centre import Centre
from shouwen.centres.models import Device, Outage, ServiceCentre
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.flows import Act


@Centre.add_device.does
def register_the_device(centre: ServiceCentre, act: Act[payloads.NewDevice]) -> None:
    given = act.given
    if Device.objects.filter(centre=centre, code=given.code).exists():
        says = now_("The centre has a device with this number.")
        raise Refused(says, Why.BAD_PAYLOAD, {"code": [says]})
    Device.objects.create(centre=centre, code=given.code, kind=given.kind, location=given.location, checked_at=act.at)


@Centre.report_device.does
def note_the_state(centre: ServiceCentre, act: Act[payloads.DeviceState]) -> None:
    """A device that falls silent has a fault from then on; the fault ends when it is back (S3-08c)."""
    device = _device(centre, act.given.code)
    device.is_online, device.checked_at = act.given.online, act.at
    device.save(update_fields=["is_online", "checked_at"])
    fault = Outage.objects.filter(device=device, repaired_at=None).first()
    if act.given.online and fault:
        fault.repaired_at, fault.note = act.at, act.given.note or fault.note
        fault.save(update_fields=["repaired_at", "note"])
    elif not act.given.online and not fault:
        Outage.objects.create(device=device, began_at=act.at, note=act.given.note)


@Centre.retire_device.does
def take_it_out_of_use(centre: ServiceCentre, act: Act[payloads.DeviceGone]) -> None:
    device = _device(centre, act.given.code)
    device.retired_at = act.at
    device.save(update_fields=["retired_at"])
    Outage.objects.filter(device=device, repaired_at=None).update(repaired_at=act.at)


def _device(centre: ServiceCentre, code: str) -> Device:
    found = Device.objects.select_for_update().filter(centre=centre, code=code, retired_at=None).first()
    if found is None:
        says = now_("The centre has no such device.")
        raise Refused(says, Why.BAD_PAYLOAD, {"code": [says]})
    return found
