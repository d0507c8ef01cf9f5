"""What a month would have cost under another value of the rulebook, reckoned from what happened in it."""

from shouwen.rehearsal.costing.changes import CannotBeAnswered, Change, answerable, change_of
from shouwen.rehearsal.costing.month import Behind, ByPerson, Cost, Difference, Opened, Total, cost_of

__all__ = [
    "Behind",
    "ByPerson",
    "CannotBeAnswered",
    "Change",
    "Cost",
    "Difference",
    "Opened",
    "Total",
    "answerable",
    "change_of",
    "cost_of",
]
