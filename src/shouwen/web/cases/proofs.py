"""The proofs of a step's form: which are asked for, what came with a request, what is kept when it is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.core.files import File
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from shouwen.common.numbers import number_in
from shouwen.kernel import evidence
from shouwen.kernel.access import Actor
from shouwen.kernel.errors import Refused
from shouwen.kernel.evidence import Group, Proof
from shouwen.kernel.flows import Step
from shouwen.kernel.models import Case, Evidence
from shouwen.kernel.reveal import mask_phone
from shouwen.web import written
from shouwen.web.cases.history import kind_title, tile
from shouwen.web.cases.page import needs_of
from shouwen.web.parts import Tile, Words

NAME: Final = "proof-"
KEPT: Final = "kept"


@dataclass(frozen=True)
class Ask:
    """One kind of proof the form asks for. ``instead`` names the kinds that would do as well; ``may_refuse``: the step
    goes on without the signature, against a reason."""

    kind: str
    title: Words
    needed: bool = True
    signed: bool = False
    photo: bool = False
    accept: str = ""
    content: str = ""
    instead: str = ""
    may_refuse: bool = False
    kept: Sequence[Tile] = ()

    @property
    def name(self) -> str:
        return f"{NAME}{self.kind}"


@dataclass
class Received:
    """What has arrived for a step: the ids of the evidence, and why something was not accepted."""

    ids: list[int] = field(default_factory=list)
    refused: Refused | None = None


def asks(step: Step[Any], record: Model, kept: Sequence[Evidence], typed: Mapping[str, Any]) -> list[Ask]:
    """What the step needs, as far as what is typed tells; an attachment is always welcome."""
    needs = needs_of(step, record, step.takes.model_construct(**typed))
    found = [_ask(step, record, kind, kinds, kept) for kinds in needs for kind in kinds]
    known = {ask.kind for ask in found}
    found += [_ask(step, record, kind, (), kept) for kind in step.signs if kind not in known]
    return [*found, _ask(step, record, Proof.ATTACHMENT, (), kept)]


def receive(request: HttpRequest, step: Step[Any], actor: Actor, case: Case) -> Received:
    """Keep the files of the request as evidence, beside what an earlier try left; stops at the first refusal."""
    received = Received([pk for text in request.POST.getlist(KEPT) if (pk := number_in(text))])
    try:
        for kind in _kinds(step):
            instants = request.POST.get(f"{NAME}{kind}_captured_at", "").split()
            for number, file in enumerate(request.FILES.getlist(f"{NAME}{kind}")):
                piece = _keep(file, kind, actor, case, instants[number] if number < len(instants) else "")
                received.ids.append(piece.pk)
    except Refused as refused:
        received.refused = refused
    return received


def still_unused(ids: Sequence[int], actor: Actor) -> list[Evidence]:
    """Of these pieces, the ones this person handed in and no step has used yet."""
    return list(Evidence.objects.filter(pk__in=ids, event=None, staff=actor.staff).order_by("id"))


def from_the_customer(step: Step[Any], record: Model, case: Case, typed: Mapping[str, Any]) -> list[Evidence]:
    """What the customer handed in on the own phone and the step asks for, e.g. the signed completion (S3-28a).

    What a step has signed before it is left out: that must be bound to what is typed now.
    """
    needs = needs_of(step, record, step.takes.model_construct(**typed))
    kinds = {kind for alternatives in needs for kind in alternatives} - set(step.signs)
    ready = Evidence.objects.filter(case=case, kind__in=kinds, customer__isnull=False, event=None)
    return list(ready.order_by("id"))


def _keep(file: File[bytes], kind: str, actor: Actor, case: Case, captured_at: str) -> Evidence:
    return evidence.receive(file, kind, actor, case, captured_at=_instant(captured_at), name=file.name or "")


def _instant(text: str) -> datetime | None:
    """What the device says; nonsense is no instant."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None


def _kinds(step: Step[Any]) -> list[str]:
    """Every kind of proof, because needs may hang on what is typed; the step refuses what does not belong to it."""
    return [*dict.fromkeys([*step.signs, *(kind.value for kind in evidence.all_kinds())])]


def _ask(step: Step[Any], record: Model, kind: str, kinds: Sequence[str], kept: Sequence[Evidence]) -> Ask:
    accepts = evidence.kind_named(kind).accepts
    others = " / ".join(str(kind_title(other)) for other in kinds if other != kind)
    return Ask(
        kind=kind,
        title=kind_title(kind),
        needed=len(kinds) == 1,
        signed=kind in step.signs,
        photo=accepts == frozenset({Group.IMAGE}),
        accept=",".join(_ACCEPT[group] for group in sorted(accepts) if group in _ACCEPT),
        content=_content(step, record, kind),
        instead=others,
        may_refuse="unsigned_reason" in step.takes.model_fields,
        kept=[tile(piece) for piece in kept if piece.kind == kind],
    )


_ACCEPT = {Group.IMAGE: "image/*", Group.AUDIO: "audio/*", Group.DOCUMENT: "application/pdf"}


def _content(step: Step[Any], record: Model, kind: str) -> str:
    """What is signed, as far as the record knows it already; what is typed now stands above the line to sign."""
    if kind not in step.signs:
        return ""
    try:
        content = step.signs[kind](record, step.takes.model_construct())
    except AttributeError:  # it is what this form asks for
        return str(_("What stands above is what is signed."))
    lines = [
        _("{label}: {text}").format(label=label, text=_text(name, value))
        for name, value in content.items()
        if value and (label := _label(record, name))
    ]
    return "\n".join(lines)


def _label(record: Model, name: str) -> str:
    names = {f.name: f.verbose_name for f in record._meta.concrete_fields}
    return str(names.get(name, ""))


def _text(name: str, value: Any) -> str:
    if isinstance(value, datetime):
        return written.moment(value)
    return mask_phone(str(value)) if name == "phone" else str(value)
