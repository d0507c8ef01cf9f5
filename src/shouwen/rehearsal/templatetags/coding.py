"""``{{ line|words_first }}``: what people say, with the scenario's code small beside it."""

from __future__ import annotations

from django import template

from shouwen.rehearsal.coding import words_first

register = template.Library()
register.filter("words_first", words_first)
