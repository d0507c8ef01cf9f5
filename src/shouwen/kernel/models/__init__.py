"""The tables every procedure shares. Import them from here."""

from shouwen.kernel.models.calendar import CalendarDay, CalendarVersion
from shouwen.kernel.models.case import Case
from shouwen.kernel.models.event import Event
from shouwen.kernel.models.evidence import Evidence
from shouwen.kernel.models.notice import Notice
from shouwen.kernel.models.number import NumberSeries
from shouwen.kernel.models.obligation import Obligation, ObligationPause
from shouwen.kernel.models.operation import FollowerPlace, Heartbeat, JobRun, RevealedDatum
from shouwen.kernel.models.penalty import BonusBase, PenaltyLine
from shouwen.kernel.models.rulebook import RulebookEntry
from shouwen.kernel.models.token import ApiToken
from shouwen.kernel.models.webhook import Webhook

__all__ = [
    "ApiToken",
    "BonusBase",
    "CalendarDay",
    "CalendarVersion",
    "Case",
    "Event",
    "Evidence",
    "FollowerPlace",
    "Heartbeat",
    "JobRun",
    "Notice",
    "NumberSeries",
    "Obligation",
    "ObligationPause",
    "PenaltyLine",
    "RevealedDatum",
    "RulebookEntry",
    "Webhook",
]
