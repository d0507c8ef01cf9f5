"""What we know about complaints, their orders, and what the regulation makes of them; one file per matter."""

from shouwen.complaints.models.indicators import (
    AssessmentScheme,
    BulletinReader,
    ComplaintTags,
    MonthFigure,
    MonthReport,
)
from shouwen.complaints.models.records import (
    AgentRanking,
    Claim,
    ComplaintRecord,
    CooperationTask,
    OrderRecord,
    ReceptionCheck,
    Sanction,
    SlowOrder,
    SlowSummary,
)

__all__ = [
    "AgentRanking",
    "AssessmentScheme",
    "BulletinReader",
    "Claim",
    "ComplaintRecord",
    "ComplaintTags",
    "CooperationTask",
    "MonthFigure",
    "MonthReport",
    "OrderRecord",
    "ReceptionCheck",
    "Sanction",
    "SlowOrder",
    "SlowSummary",
]
