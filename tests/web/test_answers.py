"""A refusal keeps its kind: as a page for a person, as a piece for htmx, with a status for both."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from shouwen.kernel.errors import Refused, Why, absent
from shouwen.web.answers import refused_page

pytestmark = pytest.mark.django_db  # the frame words the creed as the house does


@pytest.mark.parametrize(
    ("refused", "status"),
    [
        (absent(), 404),
        (Refused("no", Why.WRONG_ROLE), 403),
        (Refused("no", Why.STALE_PAGE), 409),
        (Refused("no", Why.BAD_PAYLOAD), 422),
        (Refused("no", "a kind of a domain's own"), 422),
    ],
)
def test_the_status_follows_the_kind(rf: RequestFactory, refused: Refused, status: int) -> None:
    request = rf.post("/")
    request.user = AnonymousUser()
    assert refused_page(request, refused).status_code == status


def test_htmx_gets_only_the_sentence_and_a_person_gets_a_way_back(rf: RequestFactory) -> None:
    for headers, whole in (({"HX-Request": "true"}, False), ({"Referer": "/orders/7/"}, True)):
        request = rf.post("/", headers=headers)
        request.user = AnonymousUser()
        page = refused_page(request, Refused("The goods do not match the slip.")).content.decode()
        assert "The goods do not match the slip." in page
        assert ("<html" in page) is whole
        assert ('href="/orders/7/"' in page) is whole
