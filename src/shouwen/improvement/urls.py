"""Addresses of the group's improvement work."""

from __future__ import annotations

from django.urls import path

from shouwen.improvement.views import inspections, library, surveys, systemic, training

app_name = "improvement"

urlpatterns = [
    path("inspections/", inspections.overview, name="inspections"),
    path("inspections/<str:number>/carry-out/", inspections.carry_out, name="carry_out"),
    path("assessment/", inspections.assessment, name="assessment"),
    path("checklist/<str:kind>/", inspections.lines, name="checklist"),
    path("systemic/", systemic.overview, name="systemic"),
    path("surveys/", surveys.overview, name="surveys"),
    path("surveys/<str:number>/", surveys.results, name="survey"),
    path("training/", training.overview, name="trainings"),
    path("training/subjects/", training.subjects, name="subjects"),
    path("training/<str:number>/", training.sheet, name="training"),
    path("training/<str:number>/absent.xlsx", training.absent_list, name="absent"),
    path("sign-in/<str:token>/", training.sign_in, name="sign_in"),
    path("library/", library.overview, name="library"),
    path("library/new/", library.new, name="new_item"),
    path("library/<int:pk>/", library.item, name="item"),
    path("library/<int:pk>/file/", library.file, name="item_file"),
    path("case-study/<str:number>/", library.tell, name="tell"),
]
