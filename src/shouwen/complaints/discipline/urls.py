"""Addresses of sanctions, overdue work and meetings; included by the urls of complaints, in its namespace."""

from __future__ import annotations

from django.urls import path

from shouwen.complaints.views import overdue, plans, sanctions

urlpatterns = [
    path("complaints/sanctions/", sanctions.ledger, name="sanctions"),
    path("complaints/sanctions/register.xlsx", sanctions.workbook, name="sanctions_xlsx"),
    path("complaints/sanctions/<str:number>/discipline/", sanctions.turn, name="turn"),
    path("complaints/report/<slug:what>/", sanctions.begin, name="begin"),
    path("complaints/overdue/", overdue.summary, name="overdue"),
    path("complaints/overdue/<str:on>/confirm/", overdue.confirm, name="confirm_overdue"),
    path("complaints/overdue/<str:number>/cause/", overdue.explain, name="explain_overdue"),
    path("complaints/overdue/<str:number>/ladder/", overdue.ladder, name="ladder"),
    path("complaints/carried-over/", overdue.carried, name="carried"),
    path("complaints/carried-over/<str:week>.xlsx", overdue.carried_workbook, name="carried_xlsx"),
    path("complaints/carried-over/<str:week>/meeting/", overdue.call_weekly, name="call_weekly"),
    path("complaints/plans/", plans.plans, name="plans"),
    path("complaints/plans/<int:pk>/done/", plans.done, name="plan_done"),
]
