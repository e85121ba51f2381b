"""The costs page of the admin: its sums, its access rights and unknown prices."""

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from analysis.models import ModelCost
from people.models import AuditEvent
from portfolios.tests.support.staff import helper_with

PAGE, CSV = reverse("admin:model_costs"), reverse("admin:model_costs_csv")
ADDRESSES = [PAGE, CSV]


def today():
    return timezone.now().date()


def cost(user, model="openai/gpt-4.1-mini", *, days_ago=0, usd="1.25", requests=2, unpriced=0):
    return ModelCost.objects.create(
        user=user, day=today() - timedelta(days=days_ago), model=model, requests=requests, tokens_in=1000,
        tokens_out=100, cost_usd=usd, unpriced_requests=unpriced,
    )  # fmt: skip


@pytest.fixture
def costs(alice, bob):
    cost(alice)
    cost(bob, usd="0.50")
    cost(alice, "ours/llama", usd="0", unpriced=2, days_ago=3)
    cost(None, usd="0.25", days_ago=3)
    cost(alice, usd="9", days_ago=40)


def load_costs(client, **period):
    return client.get(PAGE, period).context["costs"]


def sums(rows):
    return {row.label: (row.requests, row.known_usd, row.unpriced) for row in rows}


def test_the_page_sums_the_last_thirty_days(as_sam, costs):
    overview = load_costs(as_sam)
    day = {row.label: row.known_usd for row in overview.by_day}
    assert list(day.values()) == [Decimal("1.75"), Decimal("0.25")]
    assert sums(overview.by_user) == {
        "alice@example.com": (4, Decimal("1.25"), 2),
        "bob@example.com": (2, Decimal("0.50"), 0),
        "Alex itself: notes on public articles": (2, Decimal("0.25"), 0),
    }
    assert sums(overview.by_model) == {"openai/gpt-4.1-mini": (6, Decimal("2.00"), 0), "ours/llama": (2, Decimal(0), 2)}
    assert (overview.total.known_usd, overview.total.requests, overview.total.tokens_in) == (Decimal("2.00"), 8, 4000)


def test_the_page_sums_a_chosen_period(as_sam, costs):
    day = today() - timedelta(days=3)
    assert load_costs(as_sam, first=day, last=day).total.known_usd == Decimal("0.25")
    assert load_costs(as_sam, first=today() - timedelta(days=60), last=today()).total.known_usd == Decimal("11.00")


@pytest.mark.parametrize(
    "period",
    [{"first": "2026-02-02", "last": "2026-02-01"}, {"first": "x"}, {"first": "1990-01-01"}, {"last": "0001-01-01"}],
)
def test_a_wrong_period_shows_the_default_one(as_sam, costs, period):
    response = as_sam.get(PAGE, period)
    assert response.status_code == 200
    assert "last" in period or "errorlist" in response.content.decode()


def test_the_page_shows_the_use_of_todays_limits(as_sam, costs, settings):
    settings.LLM_MAX_USD_PER_DAY, settings.LLM_MAX_USD_PER_USER_DAY = Decimal(10), Decimal(5)
    caps = load_costs(as_sam, first="2020-01-01", last="2020-01-02").daily_limits
    assert [(cap.label, cap.used, cap.share) for cap in caps] == [
        ("Everybody", Decimal("1.75"), Decimal("17.5")),
        ("alice@example.com", Decimal("1.25"), Decimal(25)),
        ("bob@example.com", Decimal("0.50"), Decimal(10)),
    ]


def test_unpriced_requests_are_named(as_sam, costs):
    page = as_sam.get(PAGE).content.decode()
    assert "We know no price for 2 requests to ours/llama." in page
    assert "<td>unknown</td>" in page
    assert "$1.25 or more" in page


def test_a_deleted_user_stays_as_a_pseudonym(as_sam, bob, costs):
    pk = bob.pk
    bob.delete()
    assert f"Deleted user {pk}" in sums(load_costs(as_sam).by_user)


def test_the_csv_has_the_same_costs(as_sam, alice, costs):
    rows = list(csv.DictReader(io.StringIO(as_sam.get(CSV).content.decode("utf-8-sig"))))
    unpriced = next(row for row in rows if row["model"] == "ours/llama")
    assert (unpriced["user"], unpriced["user_id"]) == (alice.email, str(alice.pk))
    assert (unpriced["known_cost_usd"], unpriced["unpriced_requests"], len(rows)) == ("0.000000", "2", 4)


def test_no_model_is_a_formula_in_the_csv(as_sam, alice):
    cost(alice, "=1+1")
    assert "'=1+1" in as_sam.get(CSV).content.decode()


def test_without_costs_the_page_says_so(as_sam, db):
    assert "No model use in this period." in as_sam.get(PAGE).content.decode()


@pytest.mark.parametrize("address", ADDRESSES)
def test_only_staff_with_the_right_see_costs(as_alice, costs, address):
    assert as_alice.get(address).status_code == 302
    assert helper_with("view_instrument").get(address).status_code == 403
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("address", ADDRESSES)
def test_each_view_of_costs_is_recorded(costs, address):
    assert helper_with("view_modelcost").get(address).status_code == 200
    event = AuditEvent.objects.get()
    assert (event.user.email, event.action, event.object_type) == ("helper@example.com", "viewed_holdings", "modelcost")
    assert str(today()) in event.details


def test_the_cost_list_links_to_the_page(as_sam, costs):
    assert PAGE in as_sam.get(reverse("admin:analysis_modelcost_changelist")).content.decode()


def test_many_rows_cost_no_more_queries(as_sam, alice, bob, django_assert_max_num_queries):
    as_sam.get(PAGE)
    for days_ago in range(25):
        cost(alice, days_ago=days_ago)
        cost(bob, "m", days_ago=days_ago)
    with django_assert_max_num_queries(17) as captured:
        as_sam.get(PAGE)
    assert sum("analysis_modelcost" in query["sql"] for query in captured.captured_queries) == 4
