"""The catalogue under docs/catalogue, written from what is declared: it cannot say anything else than the code does."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import override

from shouwen.kernel import diagram, rulebook
from shouwen.kernel.api.build import description
from shouwen.kernel.duties import Duty
from shouwen.kernel.evidence import kind_named
from shouwen.kernel.explain import limit_words
from shouwen.kernel.flows import Flow, Step, all_flows
from shouwen.kernel.pricing_words import length, price_words
from shouwen.kernel.rulebook import Book, Quantity

Row = Sequence[str]

GENERATED = "<!-- Written by `shouwen catalogue`; do not edit. -->\n\n"
AS_ISSUED = Book(0, {})


def files() -> dict[str, str]:
    """Every file of the catalogue by its name, in English; the same for the same code."""
    with override("en"):
        made = {
            "procedures.md": procedures(),
            "permissions.md": permissions(),
            "rules.md": rules(),
            "openapi.json": json.dumps(description(), indent=1, sort_keys=True, ensure_ascii=False) + "\n",
        }
        made |= {f"{flow.code}.svg": diagram.svg(flow) for flow in all_flows()}
    return made


def write(folder: Path) -> list[str]:
    """Write the catalogue; the names of the files that changed or went away."""
    changed = differences(folder)
    folder.mkdir(parents=True, exist_ok=True)
    wanted = files()
    for name in changed:
        if name in wanted:
            (folder / name).write_text(wanted[name], encoding="utf-8")
        else:
            (folder / name).unlink()
    return changed


def differences(folder: Path) -> list[str]:
    """The names of the files that are missing, out of date, or of no procedure."""
    wanted = files()
    there = {file.name: file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.*"))}
    return sorted(name for name in wanted.keys() | there.keys() if wanted.get(name) != there.get(name))


def table(head: Row, rows: Iterable[Row]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(_cell(cell) for cell in line) + " |\n" for line in lines) + "\n"


def _cell(text: str) -> str:
    return str(text).replace("|", "\\|").replace("\n", " ")


# ---- procedures -----------------------------------------------------------------------------------------------------


def procedures() -> str:
    """Every flow: its sentence, states, steps and duties."""
    flows = all_flows()
    index = "".join(f"- [{flow.title}](#{_anchor(flow)}) `{flow.code}`\n" for flow in flows)
    return f"# Procedures\n\n{GENERATED}{index}\n" + "".join(_procedure(flow) for flow in flows)


def _anchor(flow: type[Flow[Any]]) -> str:
    return str(flow.title).lower().replace(" ", "-")


def _procedure(flow: type[Flow[Any]]) -> str:
    states = [(f"`{s.value}`", str(s.label), _stay(flow, s.value)) for s in flow.State]
    steps = [_step_row(step) for step in flow.steps.values()]
    duties = [_duty_row(duty) for duty in flow.duties.values()]
    return (
        f"## {flow.title}\n\n`{flow.code}` · numbers begin with {flow.prefix}\n\n{(flow.__doc__ or '').strip()}\n\n"
        f"![states]({flow.code}.svg)\n\n"
        + table(["State", "", ""], states)
        + table(["Step", "", "Who", "From", "To", "Proof", "Duties", "Clause"], steps)
        + (table(["Duty", "", "Who owes", "Limit", "Reminders", "Price", "Clause"], duties) if duties else "")
    )


def _stay(flow: type[Flow[Any]], state: str) -> str:
    return "final" if flow.is_final(state) else "rests" if state in flow.rests else ""


def _step_row(step: Step[Any]) -> Row:
    return (
        f"`{step.name}`",
        str(step.title),
        str(step.by.label),
        ", ".join(str(step.flow.State(s).label) for s in step.sources) or "–",
        " or ".join(str(step.flow.State(s).label) for s in step.targets) or "stays",
        _proofs(step),
        _effects_on_duties(step),
        step.clause,
    )


def _proofs(step: Step[Any]) -> str:
    if callable(step.needs):
        words = (step.needs.__doc__ or "").strip()
        return f"depends: {words}" if words else "depends on what is given"
    groups = [(need,) if isinstance(need, str) else need for need in step.needs]
    return ", ".join(" or ".join(str(kind_named(kind).label) for kind in group) for group in groups)


def _effects_on_duties(step: Step[Any]) -> str:
    words = {"opens": step.opens, "meets": step.meets, "holds": step.holds, "releases": step.releases}
    words["cancels"] = step.cancels
    return "; ".join(f"{verb} {', '.join(duty.code for duty in duties)}" for verb, duties in words.items() if duties)


def _duty_row(duty: Duty) -> Row:
    terms = duty.terms(AS_ISSUED)
    return (
        f"`{duty.code}`",
        str(duty.title),
        str(duty.owed_by.label),
        limit_words(terms),
        "; ".join(_reminder(reminder) for reminder in terms.remind),
        " ".join(price_words(terms.price)),
        f"{duty.clause} ({duty.ref})",
    )


def _reminder(reminder: Mapping[str, Any]) -> str:
    if "at" in reminder:
        return f"at {reminder['at']} of the day"
    ((word, minutes),) = reminder.items()
    return f"{length(minutes)} {'after the start' if word == 'after' else 'before'}"


# ---- permissions and rules ------------------------------------------------------------------------------------------


def permissions() -> str:
    """Who may take which step: one table a flow, a row a step, a column a kind of person."""
    parts = [f"# Permissions\n\n{GENERATED}Only within the own scope; d: a delegate may stand in.\n\n"]
    for flow in all_flows():
        steps = list(flow.steps.values())
        people = list(dict.fromkeys(person for step in steps for person in _people(step)))
        rows = [[f"`{step.name}`", *(_mark(step, person) for person in people)] for step in steps]
        parts.append(f"## {flow.title}\n\n" + table(["Step", *people], rows))
    return "".join(parts)


def _people(step: Step[Any]) -> list[str]:
    return str(step.by.label).split(" / ")


def _mark(step: Step[Any], person: str) -> str:
    if person not in _people(step):
        return ""
    alone = step.by.personal or step.by.system or (step.by.customers and len(_people(step)) == 1)
    return "●" if alone else "● d"


def rules() -> str:
    """Every quantity by clause, with the value as issued."""
    found = sorted(rulebook.quantities().values(), key=lambda q: (q.ref, q.code))
    head = ["Clause", "", "Quantity", "", "As issued", "In"]
    return f"# Quantities\n\n{GENERATED}" + table(head, [_quantity_row(q) for q in found])


def _quantity_row(quantity: Quantity) -> Row:
    value = json.dumps(quantity.default, ensure_ascii=False)
    choices = f" of {', '.join(quantity.choices)}" if quantity.choices else ""
    return (
        quantity.clause,
        quantity.ref,
        str(quantity.title),
        f"`{quantity.code}`",
        value.strip('"') + choices,
        quantity.measure.value,
    )
