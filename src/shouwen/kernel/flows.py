"""The language in which a procedure is declared, on one screen.

A ``Flow`` names its states, its steps (who takes them, from where to where, with what proof) and its duties.
``kernel.moves`` is the only code that takes a step. A flow that is wrong fails at import.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Generic, TypeVar, cast

from django.db.models import Model, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator
from pydantic_core import PydanticUndefined

from shouwen.kernel import clock
from shouwen.kernel.access import Actor, Who, keep_confidential, keep_in_confidence
from shouwen.kernel.duties import Duty, Tell
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.evidence import all_kinds
from shouwen.kernel.models import Case, Evidence
from shouwen.kernel.rulebook import Quantity
from shouwen.people.queries import principals_of

if TYPE_CHECKING:
    from shouwen.kernel.work import Work


class States(TextChoices):
    """The states of a flow, in the order people read them."""


def _in_the_rulebooks_zone(instant: datetime) -> datetime:
    """A typed time without a zone is the wall clock of the rulebook's zone; no case is a century away."""
    if not 1900 < instant.year < 2200:
        raise ValueError(_("This is not a date and time; for example 2026-05-10 18:00."))
    return (instant if instant.tzinfo else instant.replace(tzinfo=clock.ZONE)).replace(microsecond=0)


Instant = Annotated[datetime, AfterValidator(_in_the_rulebooks_zone)]


class Given(BaseModel):
    """What a person gives with a step. ``Field(title=…, description=…)`` labels it in forms and in the API.

    ``for_several``: the same words may be given for several cases at once (an opinion, a reason).
    ``anew``: fields that begin empty, although the record calls something else by the same name.
    """

    for_several: ClassVar[bool] = False
    anew: ClassVar[frozenset[str]] = frozenset()
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    @field_validator("*", mode="before")
    @classmethod
    def _can_be_kept(cls, given: Any) -> Any:
        """PostgreSQL keeps no NUL in any text."""
        if _has_nul(given):
            raise ValueError(_("There is a character in this that cannot be kept; please type it anew."))
        return given


def _has_nul(given: Any) -> bool:
    if isinstance(given, str):
        return "\0" in given
    if isinstance(given, Mapping):
        return any(_has_nul(part) for pair in given.items() for part in pair)
    return isinstance(given, list | tuple) and any(_has_nul(part) for part in given)


def asked(title: str | Promise, default: Any = PydanticUndefined, *, default_factory: Any = None) -> Any:
    """A field of a payload, with its label for forms and for the API; without a default it must be given."""
    if default_factory is not None:
        return Field(default_factory=default_factory, title=cast(str, title))
    return Field(default, title=cast(str, title))


class Person:
    """Marks a number that names a member of staff; people read the name."""


PersonId = Annotated[int, Person]


class Nothing(Given):
    """For steps that ask for nothing."""

    for_several = True


R = TypeVar("R", bound=Model)
G = TypeVar("G", bound=Given)

Need = str | tuple[str, ...]
Needs = Sequence[Need] | Callable[[Any, Any], Sequence[Need]]
Content = Callable[[Any, Any], Mapping[str, Any]]
Condition = Callable[[Any], str | Promise | None]


@dataclass
class Act(Generic[G]):
    """One step being taken: what an effect may look at, and the few things it may ask for."""

    case: Case
    record: Any
    actor: Actor
    given: G
    at: datetime
    proofs: Sequence[Evidence]
    work: Work
    facts: dict[str, Any] = field(default_factory=dict)
    target: TextChoices | None = None
    told: list[tuple[str, list[int]]] = field(default_factory=list)
    afterwards: list[Callable[[], None]] = field(default_factory=list)

    def goes_to(self, state: TextChoices) -> None:
        """Choose among the step's declared targets."""
        self.target = state

    def tells(self, code: str, people: Iterable[int | None]) -> None:
        """Send a notice about this step to these people."""
        self.told.append((code, [person for person in people if person is not None]))

    def notes_opened(self, case: Case) -> None:
        """Note in this step's event, and in its answer, that the step opened another case."""
        self.facts.setdefault("opened", []).append(case.number)

    def after(self, action: Callable[[], None]) -> None:
        """Do this once the step is written, in the same transaction (for steps of other cases)."""
        self.afterwards.append(action)

    def stands_for(self, people: Sequence[int]) -> bool:
        """Whether the actor is one of these people or stands in for one by delegation."""
        if self.actor.staff_id is None:
            return False
        return self.actor.staff_id in people or bool(set(principals_of(self.actor.staff_id, self.at)) & set(people))

    def proofs_of(self, kind: str) -> list[Evidence]:
        """The evidence of one kind handed in with this step."""
        return [proof for proof in self.proofs if proof.kind == kind]


@dataclass(eq=False)
class Step(Generic[G]):
    """One thing somebody can do. ``to`` is one state, several (an effect chooses), or none (the state stays).

    ``needs``: kinds of proof; a tuple means any one of them; a function may decide by record and payload.
    ``signs``: for each kind of signature, the content it is given for; the signature binds that content's hash.
    ``meets``/``opens``/``holds``/``releases``/``cancels`` name duties. ``trusts``: minutes by which a device may
    report this step late and still be believed (late upload). ``hidden``: no offer on the case page.
    ``can_be_taken_back``: within ten seconds, by who took it; its effects may touch nothing but its own case.
    ``one_by_one``: each case is looked at by itself, though the words asked for would do for several.
    ``in_confidence``: on record for the whole group's staff and whoever took it; the project does not read it.
    """

    sources: Sequence[TextChoices]
    to: TextChoices | Sequence[TextChoices] | None
    by: Who
    takes: type[G]
    title: str | Promise
    needs: Needs = ()
    signs: Mapping[str, Content] = field(default_factory=dict)
    meets: Sequence[Duty] = ()
    opens: Sequence[Duty] = ()
    holds: Sequence[Duty] = ()
    releases: Sequence[Duty] = ()
    cancels: Sequence[Duty] = ()
    tells: Sequence[Tell] = ()
    trusts: Quantity | None = None
    clause: str = ""
    hidden: bool = False
    can_be_taken_back: bool = False
    one_by_one: bool = False
    in_confidence: bool = False
    name: str = field(default="", init=False)
    flow: type[Flow[Any]] = field(default=None, init=False)  # type: ignore[assignment] # set when the class is made
    effects: list[Callable[[Any, Act[G]], None]] = field(default_factory=list, init=False)
    conditions: list[Condition] = field(default_factory=list, init=False)
    occasions: list[Condition] = field(default_factory=list, init=False)

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @property
    def code(self) -> str:
        """The persisted name, e.g. complaints.order.issue."""
        return f"{self.flow.code}.{self.name}"

    @property
    def targets(self) -> tuple[TextChoices, ...]:
        if self.to is None:
            return ()
        return (self.to,) if isinstance(self.to, TextChoices) else tuple(self.to)

    @property
    def starts_case(self) -> bool:
        return not self.sources

    @property
    def in_bulk(self) -> bool:
        """Whether it may be taken for several cases with the same words: it asks for nothing of one case alone."""
        alone = self.starts_case or self.hidden or self.one_by_one or self.signs or self.needs
        return self.takes.for_several and not alone

    def does(self, effect: Callable[[Any, Act[G]], None]) -> Callable[[Any, Act[G]], None]:
        """Declare an effect: it may check (and raise Refused), change the record and ask things of the act."""
        self.effects.append(effect)
        return effect

    def waits_for(self, condition: Condition) -> Condition:
        """Declare what must have happened before: it says in words what is still missing, or None.

        Asked when the step is offered, and again under the lock when it is taken.
        """
        self.conditions.append(condition)
        return condition

    def only_while(self, occasion: Condition) -> Condition:
        """Declare the occasion of the step: it says in words why there is none, or None; without one it is not offered.

        Asked when the step is offered, and again under the lock when it is taken.
        """
        self.occasions.append(occasion)
        return occasion

    def has_occasion(self, record: Any) -> bool:
        """Whether there is an occasion for the step at all."""
        return not any(occasion(record) for occasion in self.occasions)

    def lacking(self, record: Any) -> list[str | Promise]:
        """What must still happen before the step can be taken, in words."""
        return [words for words in (condition(record) for condition in self.conditions) if words]

    def expect_possible(self, record: Any) -> None:
        """Refused where the record gives no occasion for the step, or something must still happen before it."""
        for asked in (*self.occasions, *self.conditions):
            if words := asked(record):
                raise Refused(words, Why.WRONG_STATE)

    def needed(self, record: Any, given: Any) -> list[tuple[str, ...]]:
        """The kinds of proof this step needs, each as the alternatives that will do."""
        needs = self.needs(record, given) if callable(self.needs) else self.needs
        return [(need,) if isinstance(need, str) else need for need in needs]


def start(
    *,
    to: TextChoices | Sequence[TextChoices],
    by: Who,
    takes: type[G],
    title: str | Promise,
    needs: Needs = (),
    signs: Mapping[str, Content] | None = None,
    opens: Sequence[Duty] = (),
    tells: Sequence[Tell] = (),
    clause: str = "",
    hidden: bool = False,
) -> Step[G]:
    """A step that opens a case. Of several states the case is in the first unless an effect chooses another."""
    return Step(
        (), to, by, takes, title, needs=needs, signs=signs or {}, opens=opens, tells=tells, clause=clause, hidden=hidden
    )


class Flow(Generic[R]):
    """A procedure: subclass it once per file, with ``code``, ``record``, ``title``, ``prefix``, ``State`` and steps.

    ``prefix`` begins the case numbers. ``parent``: cases of this flow hang under a case of another, whose row is
    locked with theirs. ``confidential``: the place opens no case; only the group's staff and the person asked first.
    ``for_the_group``: fields of the record that only the whole group's staff reads.
    ``rests``: states a case may stay in as long as it likes; what leads on from there is owed by obligations alone.
    """

    code: ClassVar[str]
    record: ClassVar[type[Model]]
    title: ClassVar[str | Promise]
    prefix: ClassVar[str]
    parent: ClassVar[type[Flow[Any]] | None] = None
    confidential: ClassVar[bool] = False
    for_the_group: ClassVar[frozenset[str]] = frozenset()
    rests: ClassVar[Sequence[TextChoices]] = ()
    State: ClassVar[type[States]]
    starts: ClassVar[list[Step[Any]]]
    steps: ClassVar[dict[str, Step[Any]]]
    duties: ClassVar[dict[str, Duty]]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        members = list(vars(cls).items())
        cls.steps = {name: m for name, m in members if isinstance(m, Step)}
        cls.duties = {m.code: m for _, m in members if isinstance(m, Duty)}
        for step in cls.steps.values():
            step.flow = cls
        for duty in cls.duties.values():
            object.__setattr__(duty, "flow_code", cls.code)
        _check(cls, [m for _, m in members if isinstance(m, Duty)])
        cls.starts = [s for s in cls.steps.values() if s.starts_case]
        _flows[cls.code] = cls
        if cls.confidential:
            keep_confidential(cls.code)
        for step in cls.steps.values():
            if step.in_confidence:
                keep_in_confidence(step.code)

    @classmethod
    def steps_from(cls, state: str) -> Iterator[Step[Any]]:
        """The steps declared for cases in ``state``."""
        return (step for step in cls.steps.values() if state in step.sources)

    @classmethod
    def is_final(cls, state: str) -> bool:
        """Whether no step leads on from ``state``."""
        return not any(step.targets for step in cls.steps_from(state))

    @classmethod
    def content_title(cls, record: R) -> str:
        """The case's title, from its record."""
        return str(record)


class WrongFlow(TypeError):
    """A flow's declaration contradicts itself."""


_flows: dict[str, type[Flow[Any]]] = {}


def all_flows() -> list[type[Flow[Any]]]:
    """Every flow, by code."""
    return [_flows[code] for code in sorted(_flows)]


def flow_named(code: str) -> type[Flow[Any]]:
    """The flow called ``code``; KeyError if there is none."""
    return _flows[code]


def state_title(case: Case) -> str | Promise:
    """The state of a case in words."""
    return flow_named(case.flow).State(case.state).label


def step_named(code: str) -> Step[Any]:
    """The step called ``code`` (flow.step); KeyError if there is none."""
    flow, _, name = code.rpartition(".")
    return _flows[flow].steps[name]


def duty_named(full_code: str) -> Duty:
    """The duty called ``full_code`` (flow.duty); KeyError if there is none."""
    flow, _, code = full_code.rpartition(".")
    return _flows[flow].duties[code]


def _check(cls: type[Flow[Any]], duties: Sequence[Duty]) -> None:
    states = set(cls.State)
    steps = cls.steps.values()
    problems = [
        *(["the code is taken"] if cls.code in _flows else []),
        *([] if any(s.starts_case for s in steps) else ["no step starts a case"]),
        *(["two duties share a code"] if len({d.code for d in duties}) != len(duties) else []),
        *(f"{s.name} names a state of another flow" for s in steps if {*s.sources, *s.targets} - states),
        *(f"{state} is no state to rest in" for state in cls.rests if state not in states or cls.is_final(state)),
        *(f"no step leads to {state}" for state in states - _reachable(cls)),
        *(f"{s.name}: a proof is not known: {need}" for s in steps for need in _unknown_proofs(s)),
    ]
    if problems:
        raise WrongFlow(f"{cls.code}: " + "; ".join(problems))


def _reachable(cls: type[Flow[Any]]) -> set[TextChoices]:
    reached = {t for s in cls.steps.values() if s.starts_case for t in s.targets}
    grew = True
    while grew:
        more = {t for s in cls.steps.values() if set(s.sources) & reached for t in s.targets}
        grew = not more <= reached
        reached |= more
    return reached


def _unknown_proofs(step: Step[Any]) -> Iterator[str]:
    known = set(all_kinds())
    if not callable(step.needs):
        for need in step.needs:
            yield from (kind for kind in ([need] if isinstance(need, str) else need) if kind not in known)
    yield from (kind for kind in step.signs if kind not in known)
