"""How many statements each page of benchmarks/lists.py takes; run by it, one process a database."""

from __future__ import annotations

import json
import sys

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import benchmarks.ground  # noqa: F401 — sets Django up
from benchmarks.lists import PAGES
from shouwen.people.models import Staff

BACKEND = "shouwen.people.login.StaffNumberOrPhone"


def main() -> None:
    facts = json.loads(sys.argv[1])
    client = Client(headers={"host": "localhost"})
    found = {}
    for page in PAGES:
        client.force_login(Staff.objects.get(staff_no=page.who), BACKEND)
        address = page.address.format(**facts)
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200, f"{page.title} does not open"
        found[page.title] = len(asked)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
