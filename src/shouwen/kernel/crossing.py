"""How one domain tells another: a message of ``exchange`` crosses in the sender's own transaction.

A domain never imports a sibling. The sender's step writes the message into its case's chain and hands it to everybody
who asked for its kind; a receiver that fails takes the sender's step back with it, so a message is never half told.
A message carries a ``key``: told twice (a step repeated, a message sent again by hand), it has one effect.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import partial
from typing import Any, ClassVar, Protocol, TypeVar

from shouwen.kernel.flows import Act


class Message(Protocol):
    """A frozen dataclass of ``exchange``: JSON values, instants and dates only. ``CODE`` is its event's code."""

    CODE: ClassVar[str]
    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def key(self) -> str: ...


M = TypeVar("M", bound=Message)
Q = TypeVar("Q")
_receivers: dict[type[Any], list[Callable[[Any], None]]] = {}


def receive(kind: type[M], handler: Callable[[M], None]) -> Callable[[M], None]:
    """Hand every message of this kind to ``handler``, which must look at its key; called when an app is ready."""
    _receivers.setdefault(kind, []).append(handler)
    return handler


def send(act: Act[Any], message: Message) -> None:
    """Write the message beside the step that ``act`` takes, and deliver it when the step is written."""
    act.work.event(message.CODE, facts_of(message))
    act.after(partial(deliver, message))


def deliver(message: Message) -> None:
    """Hand the message to its receivers, in the order in which they asked. For senders without a case: use it
    within the transaction that writes what the message tells."""
    for handler in _receivers.get(type(message), []):
        handler(message)


def facts_of(message: Message) -> Mapping[str, Any]:
    """The message in JSON form, as it stands in the chain."""
    values = asdict(message)
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()}


_answers: dict[type[Any], Callable[[Any], Any]] = {}


def answer(kind: type[Q], give: Callable[[Q], Any]) -> None:
    """Answer every question of this kind; the one domain that can. Called when an app is ready."""
    if kind in _answers:
        raise ValueError(f"two domains answer {kind.__name__}")
    _answers[kind] = give


def ask(question: Any) -> Any:
    """What the domain that can answer says; None where no such domain is installed."""
    give = _answers.get(type(question))
    return give(question) if give else None
