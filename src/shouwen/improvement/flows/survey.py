"""The yearly satisfaction survey, held together with the property group, reported to the board (第四十四条)."""

from __future__ import annotations

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from shouwen.improvement import duties, parties, payloads, sampling, survey_results
from shouwen.improvement.models import Survey, SurveyInvitation
from shouwen.improvement.refusals import wrong
from shouwen.improvement.words import SurveyState as S
from shouwen.kernel.access import Who
from shouwen.kernel.duties import Tell
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.flows import Act, Flow, Given, Nothing, Step, start
from shouwen.kernel.notices.outbox import NoticeDraft, post
from shouwen.people.models import OrgUnit, Staff
from shouwen.people.roles import OrgKind

CALLERS = Who(parties.MANAGERS.label, parties.managers, dated=True, system=True)
_AT_ONCE = 1000


class Called(Given):
    """Which year; the yearly job knows."""

    year: int


class SatisfactionSurvey(Flow[Survey]):
    """每年提醒 → 两个主办单位、跨区域跨项目抽样 → 发送 → 统计 → 上报董事局 → 董事局回执。(S3-44)"""

    code, record, title, prefix = "improvement.survey", Survey, _("Satisfaction survey"), "MY"
    State, SURVEY = S, duties.SURVEY
    confidential = True

    call = start(
        to=S.DUE, by=CALLERS, takes=Called, title=_("Call for this year's survey"), opens=[SURVEY],
        tells=[Tell("survey_due", parties.managers)], clause="第四十四条", hidden=True,
    )  # fmt: skip
    prepare = Step(
        [S.DUE, S.PREPARED], S.PREPARED, parties.GROUP, payloads.SamplePlan, _("Plan it and draw the sample"),
        clause="第四十四条",
    )  # fmt: skip
    send = Step(
        [S.PREPARED], S.RUNNING, parties.MANAGERS, Nothing, _("Ask the customers"), clause="第四十四条"
    )  # fmt: skip
    evaluate = Step(
        [S.RUNNING], S.EVALUATED, parties.GROUP, payloads.Conclusion, _("Close and evaluate it"), clause="第四十四条"
    )
    report = Step(
        [S.EVALUATED], S.REPORTED, parties.MANAGERS, Nothing, _("Report to the board"), meets=[SURVEY],
        tells=[Tell("survey_reported", parties.the_board)], clause="第四十四条",
    )  # fmt: skip
    acknowledge = Step(
        [S.REPORTED], S.ACKNOWLEDGED, parties.BOARD, Nothing, _("Confirm the receipt"),
        tells=[Tell("survey_acknowledged", parties.managers)], clause="第四十四条",
    )  # fmt: skip


@SatisfactionSurvey.call.does
def name_the_year(survey: Survey, act: Act[Called]) -> None:
    survey.year = act.given.year
    act.case.agent = None


@SatisfactionSurvey.prepare.does
def have_two_owners(survey: Survey, act: Act[payloads.SamplePlan]) -> None:
    """联合物业集团: the service centre and the property group, both named (S3-44a)."""
    host = OrgUnit.objects.filter(pk=act.given.host, kind=OrgKind.GROUP_CENTRE).first()
    partner = OrgUnit.objects.filter(pk=act.given.co_host, kind=OrgKind.PROPERTY_GROUP).first()
    if host is None:
        raise wrong("host", now_("The survey is held by the group's service centre."))
    if partner is None:
        raise wrong("co_host", now_("The survey is held together with the property group."))
    survey.host, survey.co_host = host, partner
    person = parties.answerable(partner.pk, act.at)
    act.case.agent = Staff.objects.get(pk=person) if person else None


@SatisfactionSurvey.prepare.does
def draw_the_sample(survey: Survey, act: Act[payloads.SamplePlan]) -> None:
    """跨区域、跨项目: a random sample in each project, the same for the same seed (S3-44b)."""
    projects = sampling.projects_named(act.given.projects)
    if problem := sampling.too_narrow(projects, act.work.book):
        raise wrong("projects", problem)
    survey.sample, survey.seed = act.given.sample, act.given.seed or f"{survey.year}"
    drawn = sampling.draw(survey, projects, act.at)
    act.facts["asked"] = sum(place.sampled for place in drawn)


@SatisfactionSurvey.send.does
def ask_the_customers(survey: Survey, act: Act[Nothing]) -> None:
    """Each gets a link of the own, good for one answer."""
    survey.sent_at = act.at
    act.after(lambda: _invite(survey, act))


def _invite(survey: Survey, act: Act[Nothing]) -> None:
    asked = list(SurveyInvitation.objects.filter(survey=survey).order_by("pk").values_list("pk", "customer_id"))
    for first in range(0, len(asked), _AT_ONCE):
        post(
            NoticeDraft(
                code="survey_invited",
                key=f"survey:{pk}",
                at=act.at,
                customer_id=customer,
                case_id=act.case.pk,
                data={"invitation": pk},
            )
            for pk, customer in asked[first : first + _AT_ONCE]
        )


@SatisfactionSurvey.evaluate.does
def freeze_the_results(survey: Survey, act: Act[payloads.Conclusion]) -> None:
    results = survey_results.of(survey)
    if not results["all"]["answers"]:
        raise Refused(now_("Nobody has answered yet."), Why.WRONG_STATE)
    survey.results, survey.conclusion, survey.evaluated_at = results, act.given.conclusion, act.at


@SatisfactionSurvey.report.does
def submit_it(survey: Survey, act: Act[Nothing]) -> None:
    """将调查结果上报至集团董事局 (S3-44c)."""
    if not parties.the_board(act.case, act.at):
        raise Refused(now_("Nobody is appointed to the board; the administrator enters who is."), Why.WRONG_STATE)
    survey.reported_at = act.at


@SatisfactionSurvey.acknowledge.does
def note_the_receipt(survey: Survey, act: Act[Nothing]) -> None:
    survey.received_at, survey.received_by = act.at, act.actor.staff
