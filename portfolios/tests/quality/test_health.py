from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from portfolios.household.inputs import HouseholdInputs
from portfolios.models import Profile
from portfolios.models.snapshots import take_snapshot
from portfolios.quality.grade import compute_grade
from portfolios.quality.health import find_issues
from portfolios.tests.conftest import make_account, make_income, make_instrument, make_position
from portfolios.valuation.assumptions import CONFIRMABLE
from portfolios.valuation.portfolio import Portfolio

SPLITS = {
    "allocation_asset_class": {"equity": Decimal(100)},
    "allocation_regions": {"north_america": Decimal(100)},
    "allocation_sectors": {"technology": Decimal(100)},
    "classified_by": "owner",
}


def price_fields(price="10", days=0, source="entered"):
    return {
        "current_price": Decimal(price),
        "priced_at": timezone.now() - timedelta(days=days),
        "price_source": source,
    }


def issues_of(user):
    return {line.code: line for line in find_issues(Portfolio(take_snapshot(user.pk, now=timezone.now())))}


@pytest.fixture
def complete_account(alice):
    """Return Alice's account after she filled in her whole profile."""
    Profile.objects.filter(user=alice).update(
        birth_year=1980, target_retirement_income=Decimal(50_000), confirmed=list(CONFIRMABLE)
    )
    make_income(alice)
    return make_account(alice)


def test_a_complete_portfolio_has_no_findings(alice, complete_account):
    make_position(complete_account, make_instrument(owner=alice, **SPLITS, **price_fields()), cost_basis=Decimal(5))
    assert issues_of(alice) == {}


def test_each_finding_links_to_its_fix(alice, complete_account):
    unknown = make_instrument("UNKN", owner=alice)
    position = make_position(complete_account, unknown)
    lines = issues_of(alice)
    assert set(lines) == {"unpriced", "missing_cost"}
    assert "UNKN" in lines["unpriced"].text
    assert (lines["unpriced"].page, lines["unpriced"].subject) == ("instrument", unknown.pk)
    assert (lines["missing_cost"].page, lines["missing_cost"].subject) == ("position_edit", position.pk)


def test_sample_prices_link_to_their_account(alice, complete_account):
    empty_account = make_account(alice, name="Another")
    make_position(complete_account, make_instrument(**SPLITS, **price_fields(source="sample")), cost_basis=Decimal(5))
    line = issues_of(alice)["sample_price"]
    assert (line.page, line.subject) == ("account", complete_account.pk) != ("account", empty_account.pk)


def test_a_cash_fund_needs_no_cost(alice, complete_account):
    make_position(complete_account, make_instrument("CASH", instrument_type="cash", **SPLITS, **price_fields("1")))
    assert issues_of(alice) == {}


def test_a_priced_holding_may_be_unclassified(alice, complete_account):
    make_position(complete_account, make_instrument("UNKN", owner=alice, **price_fields()), cost_basis=Decimal(5))
    assert set(issues_of(alice)) == {"unclassified"}


@pytest.mark.parametrize(
    ("source", "days", "codes"),
    [("entered", 0, set()), ("entered", 8, {"old_price"}), ("market", 8, {"old_price"}), ("market", 6, set()),
     ("sample", 0, {"sample_price"}), ("sample", 800, {"sample_price"})],
)  # fmt: skip
def test_old_and_sample_prices_show_their_date(alice, complete_account, source, days, codes):
    details = price_fields(days=days, source=source)
    make_position(complete_account, make_instrument(owner=alice, **SPLITS, **details), cost_basis=Decimal(5))
    lines = issues_of(alice)
    assert set(lines) == codes
    day = details["priced_at"]
    assert all(f"from {day:%B} {day.day}, {day.year}." in line.text for line in lines.values())


def test_only_own_instruments_offer_a_fix(alice, complete_account):
    shared, private = make_instrument("AAAA", **SPLITS), make_instrument("UNKN", owner=alice, **SPLITS)
    make_position(complete_account, shared, cost_basis=Decimal(5))
    assert (issues_of(alice)["unpriced"].fix, issues_of(alice)["unpriced"].subject) == ("See AAAA", shared.pk)
    make_position(complete_account, private, cost_basis=Decimal(5))
    assert (issues_of(alice)["unpriced"].fix, issues_of(alice)["unpriced"].subject) == ("Price UNKN", private.pk)


def test_many_gaps_of_one_kind_are_one_line(alice, complete_account):
    for number in range(7):
        make_position(complete_account, make_instrument(f"U{number}", owner=alice))
    text = issues_of(alice)["unpriced"].text
    assert "and 4 more" in text
    assert len(issues_of(alice)) == 2


def test_an_untouched_profile_is_assumed(alice):
    lines = issues_of(alice)
    assert set(lines) == {"assumed", "no_goal", "no_income"}
    assert "your age" in lines["assumed"].text
    assert (lines["assumed"].page, lines["assumed"].anchor) == ("plan", "")


@pytest.mark.parametrize(
    ("assumed", "text", "fix"),
    [
        (["plan_to_age", "region_targets"], "regional targets, plan to age 95.", "Confirm your profile"),
        (["annual_contribution", "birth_year"], "saving $0 a year, your age of 45.", "Confirm your profile"),
        (["years_until_retirement"], "retirement in 20 years.", "Confirm your profile"),
        (["birth_year"], "your age of 45.", "Enter your birth year"),
    ],
)
def test_each_assumed_field_is_listed_by_itself(alice, assumed, text, fix):
    confirmed = [name for name in CONFIRMABLE if name not in assumed]
    birth_year = None if "birth_year" in assumed else 1980
    Profile.objects.filter(user=alice).update(confirmed=confirmed, birth_year=birth_year)
    line = issues_of(alice)["assumed"]
    assert (line.text, line.fix) == (f"Alex assumes these until you confirm: {text}", fix)


def test_a_contradictory_profile_is_a_finding(alice, complete_account):
    Profile.objects.filter(user=alice).update(plan_to_age=60, years_until_retirement=30)
    assert "plan to age 60" in issues_of(alice)["contradiction"].text


def test_missing_targets_are_a_finding(alice, complete_account):
    Profile.objects.filter(user=alice).update(region_targets={})
    assert set(issues_of(alice)) == {"no_targets"}


@pytest.mark.parametrize(("years", "is_expected"), [(0, True), (25, True), (26, False), (40, False)])
def test_near_retirement_income_is_expected(alice, complete_account, years, is_expected):
    alice.income_streams.all().delete()
    Profile.objects.filter(user=alice).update(years_until_retirement=years, plan_to_age=110)
    lines = issues_of(alice)
    assert set(lines) == ({"no_income"} if is_expected else set())
    assert all("You have no Social Security or pension yet" in line.text for line in lines.values())
    assert all((line.page, line.anchor) == ("plan", "income") for line in lines.values())


def test_social_security_of_the_household_is_an_income(alice, complete_account):
    alice.income_streams.all().delete()
    entered = HouseholdInputs.model_validate({"social_security": {"monthly": 2000}})
    Profile.objects.filter(user=alice).update(household=entered, years_until_retirement=5)
    assert "no_income" not in issues_of(alice)


def test_retired_users_need_an_income_too(alice, complete_account):
    alice.income_streams.all().delete()
    Profile.objects.filter(user=alice).update(birth_year=timezone.now().year - 80, retirement_age=65)
    assert set(issues_of(alice)) == {"no_income"}


def grade_of(user):
    return compute_grade(Portfolio(take_snapshot(user.pk, now=timezone.now()))).letter


def add_complete_position(account, symbol="FINE", quantity="1", **more):
    details = {**price_fields(), **SPLITS, **more}
    make_position(account, make_instrument(symbol, owner=account.user, **details), quantity, cost_basis=Decimal(5))


def test_complete_data_is_graded_a(complete_account):
    add_complete_position(complete_account)
    assert grade_of(complete_account.user) == "A"


def test_a_small_gap_is_graded_b(complete_account, alice):
    add_complete_position(complete_account)
    Profile.objects.filter(user=alice).update(confirmed=[])
    assert grade_of(alice) == "B"


@pytest.mark.parametrize(
    ("other", "quantity", "letter"),
    [
        ({"current_price": None, "priced_at": None, "price_source": ""}, "1", "D"),  # half of the positions
        ({"allocation_asset_class": {}, "classified_by": ""}, "0.1", "B"),
        ({"allocation_asset_class": {}, "classified_by": ""}, "0.3", "C"),
        ({"allocation_asset_class": {}, "classified_by": ""}, "3", "D"),
        (price_fields(days=30), "0.5", "B"),
        (price_fields(days=30), "2", "C"),
        (price_fields(days=0, source="sample"), "2", "C"),
    ],
)
def test_incomplete_data_lowers_the_grade(complete_account, alice, other, quantity, letter):
    add_complete_position(complete_account)
    add_complete_position(complete_account, "OTHER", quantity, **other)
    assert grade_of(alice) == letter


def test_an_unpriced_holding_is_graded_c(complete_account, alice):
    add_complete_position(complete_account)
    add_complete_position(complete_account, "TWO")
    add_complete_position(complete_account, "NONE", current_price=None, priced_at=None, price_source="")
    assert grade_of(alice) == "C"


def test_an_empty_or_wrong_plan_is_graded_d(complete_account, alice):
    assert grade_of(alice) == "D"
    add_complete_position(complete_account)
    Profile.objects.filter(user=alice).update(plan_to_age=50, birth_year=1960)
    assert grade_of(alice) == "D"


def test_pages_show_the_grade_of_the_data(as_alice, complete_account):
    assert "Grade D" in as_alice.get("/accounts/health/").content.decode()
