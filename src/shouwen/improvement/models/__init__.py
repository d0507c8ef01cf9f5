"""What the group's improvement work keeps beside its cases."""

from shouwen.improvement.models.inspection import ChecklistItem, Inspection, InspectionMark, Rectification
from shouwen.improvement.models.survey import Survey, SurveyInvitation, SurveyPlace
from shouwen.improvement.models.systemic import IssueLink, Optimisation, PlanItem, SystemicIssue
from shouwen.improvement.models.training import Attendance, LibraryItem, Training

__all__ = [
    "Attendance",
    "ChecklistItem",
    "Inspection",
    "InspectionMark",
    "IssueLink",
    "LibraryItem",
    "Optimisation",
    "PlanItem",
    "Rectification",
    "Survey",
    "SurveyInvitation",
    "SurveyPlace",
    "SystemicIssue",
    "Training",
]
