"""A project's service centre: opened, set up, watched over, closed when its period is over."""

from __future__ import annotations

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from shouwen.centres import duties, parties, payloads, proofs
from shouwen.centres.models import ServiceCentre, SetupCheck
from shouwen.centres.words import CentreState
from shouwen.estate.models import Project
from shouwen.kernel import clock
from shouwen.kernel.access import SYSTEM
from shouwen.kernel.duties import Tell
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.flows import Act, Flow, Step, start
from shouwen.kernel.models import Case

S = CentreState


def _photo(_record: ServiceCentre, given: payloads.SetupLook) -> list[str]:
    """达标须有照片:what is up to the standard is shown (S3-08a)."""
    return [proofs.SETUP_PHOTO] if given.passed else []


class Centre(Flow[ServiceCentre]):
    """开盘后设立 → 按设置标准建设、逐项检查 → 设备在线情况 → 最后一期实际交楼后六个月撤点。(S3-07, S3-08)"""

    code, record, title, prefix = "centres.centre", ServiceCentre, _("Project service centre"), "ZX"
    State, T15 = CentreState, duties.T15
    rests = (S.OPERATING,)

    open = start(
        to=S.OPERATING,
        by=parties.GROUP_CENTRE,
        takes=payloads.Opening,
        title=_("Open the service centre"),
        clause="第七条",
    )
    describe = Step(
        [S.OPERATING], None, parties.COUNTER, payloads.Description, _("Change office or hotline"), clause="第八条"
    )
    check_setup = Step(
        [S.OPERATING],
        None,
        parties.INSPECTOR,
        payloads.SetupLook,
        _("Check an item of the set-up"),
        needs=_photo,
        clause="第八条",
    )
    add_device = Step(
        [S.OPERATING], None, parties.COUNTER, payloads.NewDevice, _("Add a camera or microphone"), clause="第八条"
    )
    report_device = Step(
        [S.OPERATING], None, parties.COUNTER, payloads.DeviceState, _("Report a device's state"), clause="第八条"
    )
    retire_device = Step(
        [S.OPERATING], None, parties.INSPECTOR, payloads.DeviceGone, _("Take a device out of use"), clause="第八条"
    )
    set_mobile = Step(
        [S.OPERATING], None, parties.GROUP_CENTRE, payloads.MobileUse, _("Mobile page on or off"), clause="第八条"
    )
    note_period = Step([S.OPERATING], None, SYSTEM, payloads.Period, _("Note the period"), hidden=True, clause="第七条")
    close = Step(
        [S.OPERATING],
        S.CLOSED,
        parties.DGM | parties.GM,
        payloads.Closing,
        _("Close the service centre"),
        meets=[T15],
        tells=[Tell("centre_closed", parties.counter_of)],
        clause="第七条",
    )


@Centre.open.does
def one_centre_a_project(centre: ServiceCentre, act: Act[payloads.Opening]) -> None:
    """每个项目一个售后服务中心: two opened at once are told apart by the project's row."""
    Project.objects.select_for_update(of=("self",)).get(pk=act.case.project_id)
    others = Case.objects.filter(flow=Centre.code, project_id=act.case.project_id, state=S.OPERATING)
    if others.exclude(pk=act.case.pk).exists():
        raise Refused(now_("This project has a service centre already."), Why.WRONG_STATE)
    given = act.given
    if given.opened_on > clock.day_of(act.at):
        says = now_("The day lies ahead.")
        raise Refused(says, Why.BAD_PAYLOAD, {"opened_on": [says]})
    centre.opened_on, centre.office, centre.hotline = given.opened_on, given.office, given.hotline
    act.case.title, act.case.agent = str(act.case.project.name), None


@Centre.describe.does
def take_the_new_words(centre: ServiceCentre, act: Act[payloads.Description]) -> None:
    centre.office = act.given.office or centre.office
    centre.hotline = act.given.hotline or centre.hotline


@Centre.check_setup.does
def keep_the_look(centre: ServiceCentre, act: Act[payloads.SetupLook]) -> None:
    """带照片、检查人、日期、结论 (S3-08a)."""
    given, photos = act.given, act.proofs_of(proofs.SETUP_PHOTO)
    if not given.passed and not given.note:
        says = now_("Say what is missing.")
        raise Refused(says, Why.BAD_PAYLOAD, {"note": [says]})
    SetupCheck.objects.create(
        centre=centre,
        item=given.item,
        passed=given.passed,
        note=given.note,
        checker=parties.staff_of(act.actor),
        at=act.at,
        photo=photos[0] if photos else None,
    )


@Centre.set_mobile.does
def switch_the_mobile_page(centre: ServiceCentre, act: Act[payloads.MobileUse]) -> None:
    """集团售后服务中心进行后台管理 (S3-08f)."""
    centre.mobile_on = act.given.on


@Centre.note_period.does
def owe_the_closing(centre: ServiceCentre, act: Act[payloads.Period]) -> None:
    """T15 follows the estate's dates: opened, moved or withdrawn as the last actual handover is known or corrected."""
    centre.required_until = act.given.until
    if act.given.until is None:
        act.work.cancel(duties.T15)
    elif act.work.owed_under(duties.T15):
        act.work.replan(duties.T15, centre.period_ends_at)
    else:
        act.work.open(duties.T15)
