"""Addresses of the cards."""

from __future__ import annotations

from django.urls import path

from shouwen.web.cards import views

urlpatterns = [
    path("units/<int:pk>/", views.unit, name="unit"),
    path("customers/<int:pk>/", views.customer, name="customer"),
    path("customers/<int:pk>/numbers/", views.numbers, name="customer_numbers"),
]
