"""Who is at the door: a staff number or a phone, and a password."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.db.models import Q
from django.http import HttpRequest

from shouwen.people.models import Staff


class StaffNumberOrPhone(BaseBackend):
    """Log in with the staff number, or with the phone if exactly one active person has it."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_fields: Any
    ) -> Staff | None:
        if not username or password is None:
            return None
        staff = self._named(username.strip())
        if staff is None:
            Staff().set_password(password)  # the same work as a real check: time does not tell who exists
            return None
        return staff if staff.check_password(password) and staff.is_active else None

    def get_user(self, user_id: int) -> Staff | None:
        return Staff.objects.filter(pk=user_id, is_active=True).first()

    @staticmethod
    def _named(name: str) -> Staff | None:
        found = list(Staff.objects.filter(Q(staff_no=name) | Q(phone=name, is_active=True))[:3])
        by_number = [staff for staff in found if staff.staff_no == name]
        if by_number:
            return by_number[0]
        return found[0] if len(found) == 1 else None
