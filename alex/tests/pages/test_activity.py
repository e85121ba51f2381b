"""People see their own audit events, newest first, page by page, on a page and by the API."""

import pytest

from people import acting_as
from people.audit import kinds, record_event
from people.audit.kinds import all_kinds
from people.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def recorded(alice, bob):
    for person, count in ((bob, 1), (alice, 120)):
        with acting_as(person.pk):
            for number in range(count):
                record_event(kinds.SIGNED_IN, by=person, details=f"{person.email} {number:03}")
    return list(AuditEvent.objects.owned_by(alice))


def test_the_page_shows_newest_events_by_page(as_alice, recorded):
    first = as_alice.get("/settings/activity/")
    assert [event.details[-3:] for event in first.context["events"]] == [f"{119 - n:03}" for n in range(50)]
    second = as_alice.get(f"/settings/activity/?before={first.context['last'].pk}")
    assert second.context["events"][0].details.endswith("069")
    third = as_alice.get(f"/settings/activity/?before={second.context['last'].pk}")
    assert (len(third.context["events"]), third.context["last"]) == (20, None)
    assert "bob@example.com" not in "".join(page.content.decode() for page in (first, second, third))


@pytest.mark.parametrize("before", ["", "x", "-1", "9" * 40, "１２"])
def test_any_address_of_a_page_is_answered(as_alice, recorded, before):
    assert as_alice.get("/settings/activity/", {"before": before}).status_code == 200


def test_the_api_returns_own_events_with_hashes(as_alice, recorded):
    body = as_alice.get("/api/audit?page_size=100").json()
    assert [row["details"][-3:] for row in body["results"]] == [f"{119 - n:03}" for n in range(100)]
    assert body["results"][0].keys() >= {"created_at", "action", "action_label", "changes", "sequence", "hash"}
    rest = as_alice.get(body["next"]).json()
    assert len(rest["results"]) == 20 and rest["next"] is None


def test_the_page_asks_no_query_for_each_event(as_alice, recorded, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        as_alice.get("/settings/activity/")


def test_every_kind_has_a_label_and_a_place():
    kinds_by_key = {kind.key: kind for kind in all_kinds()}
    assert {"signed_in", "position_changed", "analysis_started", "model_called"} <= set(kinds_by_key)
    assert all(kind.label and len(kind.key) <= 60 for kind in kinds_by_key.values())
