"""The pages of payroll."""

from __future__ import annotations

from django.urls import URLPattern, path

from shouwen.payroll.views import bonus, mine, statements

app_name = "payroll"

urlpatterns: list[URLPattern] = [
    path("", statements.overview, name="statements"),
    path("preview/", statements.preview, name="preview"),
    path("mine/", mine.mine, name="mine"),
    path("mine/<int:pk>/appeal/", mine.appeal, name="appeal"),
    path("appeals/", mine.to_decide, name="appeals"),
    path("appeals/<int:pk>/", mine.decide, name="decide_appeal"),
    path("bonus/", bonus.files, name="bonus"),
    path("bonus/<int:pk>/", bonus.file, name="bonus_file"),
    path("bonus/<int:pk>/commit/", bonus.commit, name="bonus_commit"),
    path("bonus/<int:pk>/refused/", bonus.refused_rows, name="bonus_refused"),
    path("<str:month>/", statements.statement, name="statement"),
    path("<str:month>/lines/", statements.lines, name="lines"),
    path("<str:month>/proof/", statements.proof, name="proof"),
    path("<str:month>/sign/", statements.sign, name="sign"),
    path("<str:month>/receipt/", statements.receive, name="receive"),
    path("<str:month>/statement.<slug:form>", statements.paper, name="paper"),
]
