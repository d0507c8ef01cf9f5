"""The procedures of the group's improvement work."""

from shouwen.improvement.flows.inspection import SiteInspection
from shouwen.improvement.flows.optimisation import OptimisationMeasures
from shouwen.improvement.flows.rectification import RectificationDemand
from shouwen.improvement.flows.survey import SatisfactionSurvey
from shouwen.improvement.flows.systemic_issue import SystemicProblem
from shouwen.improvement.flows.training import MonthlyTraining

__all__ = [
    "MonthlyTraining",
    "OptimisationMeasures",
    "RectificationDemand",
    "SatisfactionSurvey",
    "SiteInspection",
    "SystemicProblem",
]
