"""The state path: where the case has been, where it is, and the way that lies ahead."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from shouwen.kernel.flows import Flow, Step
from shouwen.web import written
from shouwen.web.parts import Stop


def stops(flow: type[Flow[Any]], reached: Sequence[tuple[str, datetime]], current: str) -> list[Stop]:
    """The stops for a case that came to the states ``reached``, oldest first, and is in ``current``.

    Ahead lies the shortest way to the first final state that can be reached; a detour is shown only when it was made.
    A state that the case left backwards lies ahead again.
    """
    ahead = way_ahead(flow, current)
    last = dict(reached)
    behind = [state for state in dict.fromkeys(state for state, _at in reached) if state not in (*ahead, current)]
    title = {state.value: state.label for state in flow.State}
    done = [Stop(title[state], written.moment(last[state]), done=True) for state in behind if state in title]
    here = Stop(title[current], written.moment(last[current]) if current in last else "", current=True)
    return [*done, here, *(Stop(title[state]) for state in ahead)]


def way_ahead(flow: type[Flow[Any]], current: str) -> list[str]:
    """The states after ``current`` on the shortest way to the first final state, as the flow declares them: the way
    people go, and only where they come to no end what the system does."""
    return _shortest(flow, current, by_hand=True) or _shortest(flow, current, by_hand=False)


def _shortest(flow: type[Flow[Any]], current: str, *, by_hand: bool) -> list[str]:
    came_from: dict[str, str] = {current: ""}
    queue = deque([current])
    while queue:
        state = queue.popleft()
        for step in flow.steps_from(state):
            for target in () if by_hand and step.hidden else _onward(flow, step, state):
                if target not in came_from:
                    came_from[target] = state
                    queue.append(target)
    ends = [s.value for s in flow.State if s.value in came_from and s.value != current and flow.is_final(s.value)]
    return _walked_back(came_from, ends[0], current) if ends else []


def _onward(flow: type[Flow[Any]], step: Step[Any], state: str) -> list[str]:
    """Where the step leads from ``state``. One that may leave the case where it is was declared for other sources too:
    what people read before ``state`` is where it leads from those, and was passed over here."""
    targets = [target.value for target in step.targets]
    if state not in targets:
        return targets
    order = flow.State.values
    return [target for target in targets if order.index(target) >= order.index(state)]


def _walked_back(came_from: dict[str, str], end: str, current: str) -> list[str]:
    way = []
    while end != current:
        way.append(end)
        end = came_from[end]
    return way[::-1]
