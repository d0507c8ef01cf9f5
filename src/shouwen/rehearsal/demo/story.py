"""One complaint's story, from the counter to the closing, as chance has it: on time or late, smooth or blocked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from shouwen.complaints import routing
from shouwen.complaints.flows import Complaint, Order
from shouwen.complaints.sanctions import of_order
from shouwen.complaints.standards import checks_for
from shouwen.complaints.words import BlockedKind, CallBackOutcome, Channel, ComplaintType, Level
from shouwen.kernel import clock, moves
from shouwen.kernel.evidence import Proof
from shouwen.rehearsal.demo.stage import Curtain, Player

CHANNELS = (Channel.VISIT, Channel.PHONE, Channel.MOBILE, Channel.MESSAGE, Channel.LETTER)
HOW_OFTEN = (45, 32, 10, 8, 5)
SCORES, HOW_GOOD = (5, 4, 3, 2, 1), (46, 30, 14, 7, 3)
AT_ONCE = timedelta()
# Nobody hands over a building at the counter.
NEVER_AT_ONCE = (
    ComplaintType.LATE_HANDOVER_PROGRESS, ComplaintType.LATE_HANDOVER_QUALITY, ComplaintType.TITLE_CERTIFICATE,
    ComplaintType.PLANNING_CHANGE, ComplaintType.INFRASTRUCTURE,
)  # fmt: skip
UNSIGNED = {
    Channel.PHONE: Proof.CALL_RECORDING,
    Channel.MESSAGE: Proof.CALL_RECORDING,
    Channel.LETTER: Proof.LETTER_SCAN,
}


def play(p: Player) -> None:
    """Play the story until it ends or the curtain falls."""
    try:
        _receive(p)
        fate = p.rng.random()
        if fate < 0.012:
            p.take(Complaint.void, p.staff("kf101"), p.minutes(5, 25), {"reason": p.say("void")})
            return
        if fate < 0.56 and not p.stays_after and p.occasion.demand.type not in NEVER_AT_ONCE:
            _solve_at_once(p)
        else:
            _follow_an_order(p)
        if p.chance(0.5):
            p.take(Complaint.rate, p.customer, p.minutes(60, 2000), _rating(p))
    except Curtain:
        return


def _follow_an_order(p: Player) -> None:
    _command(p)
    _visit(p)
    _handle(p)
    _close(p)


def _rating(p: Player) -> dict[str, Any]:
    score = p.rng.choices(SCORES, HOW_GOOD)[0]
    return {"score": score, "warmth": min(5, score + 1), "comment": p.say("remark") if p.chance(0.3) else ""}


# ---- at the counter ------------------------------------------------------------------------------------------------


def _receive(p: Player) -> None:
    home, demand = p.occasion.home, p.occasion.demand
    channel = p.rng.choices(CHANNELS, HOW_OFTEN)[0]
    given = {
        "customer_name": home.customer.name,
        "phone": home.phone,
        "demand": demand.text,
        "type": demand.type,
        "channel": channel,
        "required_finish_at": p.at + timedelta(days=p.rng.randint(2, 12)),
        "comfort_note": p.say("comfort"),
    }
    p.wait(AT_ONCE)
    with clock.moved_to(p.at):
        place = moves.Place(p.occasion.project, home.unit, home.customer)
        p.complaint = moves.start(Complaint.register, place, by=p.agent, given=given).case
    if p.chance(0.12):
        department = routing.MATRIX[demand.type].first
        p.take(
            Complaint.ask_department,
            p.agent,
            p.minutes(1, 3),
            {"department": department, "question": p.say("question")},
        )
    if proof := UNSIGNED.get(channel):
        p.take(Complaint.sign, p.agent, p.minutes(1, 4), {"unsigned_reason": p.say("unsigned")}, [proof])
    else:
        by = p.customer if p.chance(0.3) else p.agent
        p.take(Complaint.sign, by, p.minutes(1, 5), {}, [Proof.CUSTOMER_SIGNATURE])


def _solve_at_once(p: Player) -> None:
    if p.chance(0.35):
        department = routing.MATRIX[p.occasion.demand.type].first
        p.take(Complaint.request_onsite, p.agent, p.minutes(1, 3), {"department": department})
        p.wait(p.minutes(6, 10))
        report = {"handler": p.say("arrange"), "arrived_at": p.at, "solved": True}
        p.take(Complaint.report_onsite, p.agent, p.minutes(1, 3), report)
    proofs = [Proof.CUSTOMER_SIGNATURE]
    p.take(Complaint.resolve_on_spot, p.agent, p.minutes(2, 6), {"solution": p.say("solution")}, proofs)


# ---- the order: drafted, approved, issued --------------------------------------------------------------------------


def _command(p: Player) -> None:
    p.take(Complaint.raise_order, p.agent, p.minutes(1, 5), {})
    p.order = next(case for case in p.sitting.cases.values() if case.parent is p.complaint and case.flow == Order.code)
    p.take(Order.submit, p.agent, p.minutes(26, 70) if p.chance(0.06) else p.minutes(2, 11))
    if p.chance(0.02):
        level = p.rng.choice([Level.MAJOR, Level.GROUP, Level.COMMON])
        p.take(Order.grade, p.staff("zj001"), p.minutes(2, 8), {"level": level, "verification": p.say("special")})
    if p.chance(0.05) or p.stays_after == "return_for_edit":
        p.take(Order.return_for_edit, p.staff("fz001"), p.minutes(3, 12), {"reason": p.say("return")})
        p.take(Order.submit, p.agent, p.minutes(4, 15))
    p.take(Order.endorse, p.staff("fz001"), p.minutes(3, 22), {"opinion": p.say("opinion")})
    p.take(
        Order.issue,
        p.staff("zj001"),
        p.minutes(30, 70) if p.chance(0.1) else p.minutes(3, 16),
        {"opinion": p.say("opinion")},
    )
    p.begin_reporting()
    if p.record.is_special:
        given = {"who": p.say("arrange"), "resources": p.say("resources"), "when_at": p.at + timedelta(hours=1)}
        p.take(Order.arrange, p.responsible, p.minutes(5, 20), given)


# ---- at the customer's door ----------------------------------------------------------------------------------------


def _visit(p: Player) -> None:
    if p.chance(0.07) or p.stays_after == "record_blocked":
        _be_blocked(p)
    if p.order is not None and p.order.state == Order.State.ISSUED:
        _check_in(p)
    negotiated = p.at + timedelta(days=p.rng.choice((1, 2, 2, 3, 3, 4, 5, 7)), hours=p.rng.randint(1, 6))
    agreed = {"findings": p.say("finding"), "plan": p.say("plan"), "negotiated_finish_at": negotiated}
    p.take(Order.agree_plan, p.responsible, p.minutes(12, 45), agreed, [Proof.CUSTOMER_SIGNATURE, Proof.PROBLEM_PHOTO])


def _check_in(p: Player) -> None:
    late = p.minutes(62, 200) if p.chance(0.12) else p.minutes(15, 57)
    given = {
        "self_check": [check.value for check in checks_for(p.record.type)],
        "latitude": "31.230416",
        "longitude": "121.473701",
    }
    p.take(Order.check_in, p.responsible, late, given, [Proof.DOORSTEP_PHOTO])
    if p.chance(0.015):
        p.take(Order.judge_visit, p.staff("kf102"), p.minutes(60, 300), {"reason": p.say("poor")})


def _be_blocked(p: Player) -> None:
    """A visit that could not be made, recorded, called back, and what followed from it (S3-23)."""
    kind = p.rng.choice([BlockedKind.UNREACHABLE, BlockedKind.UNREACHABLE, BlockedKind.REFUSED])
    p.wait(p.minutes(20, 45))
    given = {"kind": kind, "visited_at": p.at, "facts": p.say(kind)}
    p.take(Order.record_blocked, p.responsible, p.minutes(62, 80) if p.chance(0.1) else p.minutes(3, 14), given)
    outcome = p.rng.choice(
        [CallBackOutcome.RESCHEDULE] * 5
        + [CallBackOutcome.COORDINATED] * 2
        + [CallBackOutcome.DENIED, CallBackOutcome.UNREASONABLE]
    )
    call = p.minutes(31, 60) if p.chance(0.1) else p.minutes(4, 26)
    again = p.at + call + timedelta(minutes=p.rng.randint(30, 240))
    p.take(
        Order.call_back, p.staff("kf101"), call, {"outcome": outcome, "next_visit_at": again, "note": p.say("called")}
    )
    if outcome == CallBackOutcome.UNREASONABLE:
        p.take(Order.close_unreasonable, p.staff("zj001"), p.minutes(60, 900), {"reason": p.say("called")})
        raise Curtain
    if outcome in (CallBackOutcome.RESCHEDULE, CallBackOutcome.DENIED):
        p.wait(again - p.at)


# ---- handling ------------------------------------------------------------------------------------------------------


def _handle(p: Player) -> None:
    if p.record.is_special:
        _meet(p)
    if p.chance(0.08):
        _cooperate(p)
    if p.chance(0.03):
        _settle_a_claim(p)
    if p.chance(0.015):
        longer = {"finish_at": p.record.effective_deadline + timedelta(days=5), "reason": p.say("progress")}
        p.take(Order.extend, p.staff("zj001"), p.minutes(60, 600), longer)
    left = p.record.effective_deadline - p.at
    luck = p.rng.random()
    if luck < 0.86:
        p.wait(max(left * p.rng.uniform(0.35, 0.92), p.minutes(90, 200)))
    else:
        late = timedelta(days=p.rng.randint(17, 24)) if luck > 0.985 else timedelta(days=p.rng.randint(1, 8))
        p.wait(max(left, AT_ONCE) + late - p.minutes(0, 700))
    p.wait(p.until_working_hours())


def _meet(p: Player) -> None:
    p.wait(p.minutes(200, 1300))
    held = {"started_at": p.at - timedelta(hours=1), "ended_at": p.at}
    chairman = p.responsible
    p.take(Order.hold_meeting, chairman, p.minutes(1, 5), held)
    minutes = {"responsible": p.say("arrange"), "solution": p.say("plan"), "finish_at": p.record.effective_deadline}
    p.take(Order.file_minutes, chairman, p.minutes(120, 1600), minutes)


def _cooperate(p: Player) -> None:
    department = p.record.cooperating[0]
    heads = routing.heads_of(p.occasion.project, department, p.at)
    given = {"department": department, "task": p.say("task"), "due_at": p.at + timedelta(days=2)}
    p.take(Order.ask_cooperation, p.responsible, p.minutes(20, 120), given)
    p.take(Order.accept_cooperation, p.stage.group.person(heads[0]), p.minutes(10, 240))
    p.take(Order.finish_cooperation, p.stage.group.person(heads[0]), p.minutes(200, 1500), {"result": p.say("result")})


def _settle_a_claim(p: Player) -> None:
    amount = p.rng.choice((800, 1500, 3600, 12000, 68000))
    p.take(Order.raise_claim, p.responsible, p.minutes(20, 200), {"amount": amount, "demand": p.say("claim")})
    head = routing.heads_of(p.occasion.project, p.record.first_department, p.at)[0]
    told = {"report": p.say("report"), "proposal": p.say("instruction")}
    p.take(Order.submit_claim_report, p.stage.group.person(head), p.minutes(600, 4600), told)
    chairman = routing.chairmen_of(p.record.company_id, p.at)[0]
    decider = chairman if p.record.is_special or amount > 50000 else p.record.leader_id
    decided = {"approved": True, "amount": amount * 7 // 10, "instruction": p.say("instruction")}
    p.take(Order.decide_claim, p.stage.group.person(decider), p.minutes(60, 1500), decided)
    p.take(Order.execute_claim, p.responsible, p.minutes(60, 700), {"amount": amount * 7 // 10})
    p.take(Order.file_claim, p.responsible, p.minutes(20, 500))


# ---- closing -------------------------------------------------------------------------------------------------------


def _close(p: Player) -> None:
    _apply(p)
    if p.chance(0.06):
        p.take(Order.return_closure, p.agent, p.minutes(8, 28), {"reason": p.say("return")})
        p.wait(p.minutes(300, 2000))
        p.wait(p.until_working_hours())
        _apply(p)
    checked = {"score": p.rng.choices(SCORES, HOW_GOOD)[0], "solved": True, "comment": p.say("remark")}
    p.take(Order.verify_closure, p.agent, p.minutes(31, 90) if p.chance(0.08) else p.minutes(6, 28), checked)
    p.take(Order.review_closure, p.staff("fz001"), p.minutes(30, 400), {"opinion": p.say("opinion")})
    p.take(Order.close, p.staff("zj001"), p.minutes(30, 400), {"opinion": p.say("opinion")})
    _decide_sanctions(p)


def _apply(p: Player) -> None:
    proofs = [Proof.COMPLETION_SIGNED]
    if p.record.type == ComplaintType.MAINTENANCE:
        proofs += [Proof.PHOTO_BEFORE, Proof.PHOTO_DURING, Proof.PHOTO_AFTER]
    p.take(Order.apply_closure, p.responsible, p.minutes(5, 90), {"site_cleared": True}, proofs)


def _decide_sanctions(p: Player) -> None:
    """More than fifteen days late: what the regulation proposed is decided, or waits for its decision."""
    if p.at - p.record.effective_deadline < timedelta(days=15) or p.chance(0.4):
        return
    for sanction in [one for one in of_order(p.record) if one.decided_at is None and one.code in ("P17", "P18")]:
        percent = 60 if sanction.code == "P17" else 30
        p.take(
            Order.decide_sanction,
            p.staff("zj001"),
            p.minutes(600, 3000),
            {"to": sanction.person_id, "percent": percent},
        )
