from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

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


def priced(price="10", days=0, source="entered"):
    return {
        "current_price": Decimal(price),
        "priced_at": timezone.now() - timedelta(days=days),
        "price_source": source,
    }


def found(user):
    return {line.code: line for line in find_issues(Portfolio(take_snapshot(user.pk, now=timezone.now())))}


@pytest.fixture
def sound(alice):
    """Alice has said all there is to say."""
    Profile.objects.filter(user=alice).update(
        birth_year=1980, target_retirement_income=Decimal(50_000), confirmed=list(CONFIRMABLE)
    )
    make_income(alice)
    return make_account(alice)


def test_a_complete_portfolio_has_no_findings(alice, sound):
    make_position(sound, make_instrument(owner=alice, **SPLITS, **priced()), cost_basis=Decimal(5))
    assert found(alice) == {}


def test_each_finding_links_to_its_fix(alice, sound):
    unknown = make_instrument("UNKN", owner=alice)
    position = make_position(sound, unknown)
    lines = found(alice)
    assert set(lines) == {"unpriced", "missing_cost"}
    assert "UNKN" in lines["unpriced"].text
    assert (lines["unpriced"].page, lines["unpriced"].subject) == ("instrument", unknown.pk)
    assert (lines["missing_cost"].page, lines["missing_cost"].subject) == ("position_edit", position.pk)


def test_sample_prices_lead_to_where_they_stand(alice, sound):
    empty_first = make_account(alice, name="Another")
    make_position(sound, make_instrument(**SPLITS, **priced(source="sample")), cost_basis=Decimal(5))
    line = found(alice)["sample_price"]
    assert (line.page, line.subject) == ("account", sound.pk) != ("account", empty_first.pk)


def test_a_cash_fund_needs_no_cost(alice, sound):
    make_position(sound, make_instrument("CASH", instrument_type="cash", **SPLITS, **priced("1")))
    assert found(alice) == {}


def test_a_priced_holding_may_be_unclassified(alice, sound):
    make_position(sound, make_instrument("UNKN", owner=alice, **priced()), cost_basis=Decimal(5))
    assert set(found(alice)) == {"unclassified"}


@pytest.mark.parametrize(
    ("source", "days", "codes"),
    [("entered", 0, set()), ("entered", 8, {"old_price"}), ("market", 8, {"old_price"}), ("market", 6, set()),
     ("sample", 0, {"sample_price"}), ("sample", 800, {"sample_price"})],
)  # fmt: skip
def test_old_and_sample_prices_show_their_date(alice, sound, source, days, codes):
    details = priced(days=days, source=source)
    make_position(sound, make_instrument(owner=alice, **SPLITS, **details), cost_basis=Decimal(5))
    lines = found(alice)
    assert set(lines) == codes
    day = details["priced_at"]
    assert all(f"from {day:%B} {day.day}, {day.year}." in line.text for line in lines.values())


def test_only_own_instruments_offer_a_fix(alice, sound):
    shared, own = make_instrument("AAAA", **SPLITS), make_instrument("UNKN", owner=alice, **SPLITS)
    make_position(sound, shared, cost_basis=Decimal(5))
    assert (found(alice)["unpriced"].fix, found(alice)["unpriced"].subject) == ("See AAAA", shared.pk)
    make_position(sound, own, cost_basis=Decimal(5))
    assert (found(alice)["unpriced"].fix, found(alice)["unpriced"].subject) == ("Price UNKN", own.pk)


def test_many_gaps_of_one_kind_are_one_line(alice, sound):
    for number in range(7):
        make_position(sound, make_instrument(f"U{number}", owner=alice))
    words = found(alice)["unpriced"].text
    assert "and 4 more" in words
    assert len(found(alice)) == 2


def test_an_untouched_profile_is_assumed(alice):
    lines = found(alice)
    assert set(lines) == {"assumed", "no_goal", "no_income"}
    assert "your age" in lines["assumed"].text
    assert (lines["assumed"].page, lines["assumed"].anchor) == ("dashboard", "profile")


@pytest.mark.parametrize(
    ("assumed", "words", "fix"),
    [
        (["plan_to_age", "region_targets"], "regional targets, plan to age 95.", "Confirm your profile"),
        (["annual_contribution", "birth_year"], "saving $0 a year, your age of 45.", "Confirm your profile"),
        (["years_until_retirement"], "retirement in 20 years.", "Confirm your profile"),
        (["birth_year"], "your age of 45.", "Enter your birth year"),
    ],
)
def test_each_assumed_field_is_listed_by_itself(alice, assumed, words, fix):
    confirmed = [name for name in CONFIRMABLE if name not in assumed]
    birth_year = None if "birth_year" in assumed else 1980
    Profile.objects.filter(user=alice).update(confirmed=confirmed, birth_year=birth_year)
    line = found(alice)["assumed"]
    assert (line.text, line.fix) == (f"Alex assumes these until you confirm: {words}", fix)


def test_a_contradictory_profile_is_a_finding(alice, sound):
    Profile.objects.filter(user=alice).update(plan_to_age=60, years_until_retirement=30)
    assert "plan to age 60" in found(alice)["contradiction"].text


def test_a_profile_without_targets_is_told(alice, sound):
    Profile.objects.filter(user=alice).update(region_targets={})
    assert set(found(alice)) == {"no_targets"}


@pytest.mark.parametrize(("years", "is_told"), [(0, True), (25, True), (26, False), (40, False)])
def test_near_retirement_income_is_expected(alice, sound, years, is_told):
    alice.income_streams.all().delete()
    Profile.objects.filter(user=alice).update(years_until_retirement=years, plan_to_age=110)
    lines = found(alice)
    assert set(lines) == ({"no_income"} if is_told else set())
    assert all("You have no Social Security or pension yet" in line.text for line in lines.values())
    assert all((line.page, line.anchor) == ("dashboard", "income") for line in lines.values())


def test_those_who_retired_long_ago_are_asked_too(alice, sound):
    alice.income_streams.all().delete()
    Profile.objects.filter(user=alice).update(birth_year=timezone.now().year - 80, retirement_age=65)
    assert set(found(alice)) == {"no_income"}


def graded(user):
    return compute_grade(Portfolio(take_snapshot(user.pk, now=timezone.now()))).letter


def hold(account, symbol="FINE", quantity="1", **more):
    details = {**priced(), **SPLITS, **more}
    make_position(account, make_instrument(symbol, owner=account.user, **details), quantity, cost_basis=Decimal(5))


def test_complete_data_is_graded_a(sound):
    hold(sound)
    assert graded(sound.user) == "A"


def test_a_small_gap_is_graded_b(sound, alice):
    hold(sound)
    Profile.objects.filter(user=alice).update(confirmed=[])
    assert graded(alice) == "B"


@pytest.mark.parametrize(
    ("other", "quantity", "letter"),
    [
        ({"current_price": None, "priced_at": None, "price_source": ""}, "1", "D"),  # half of what is held
        ({"allocation_asset_class": {}, "classified_by": ""}, "0.1", "B"),
        ({"allocation_asset_class": {}, "classified_by": ""}, "0.3", "C"),
        ({"allocation_asset_class": {}, "classified_by": ""}, "3", "D"),
        (priced(days=30), "0.5", "B"),
        (priced(days=30), "2", "C"),
        (priced(days=0, source="sample"), "2", "C"),
    ],
)
def test_what_blurs_the_figures_lowers_the_grade(sound, alice, other, quantity, letter):
    hold(sound)
    hold(sound, "OTHER", quantity, **other)
    assert graded(alice) == letter


def test_an_unpriced_holding_is_graded_c(sound, alice):
    hold(sound)
    hold(sound, "TWO")
    hold(sound, "NONE", current_price=None, priced_at=None, price_source="")
    assert graded(alice) == "C"


def test_an_empty_or_wrong_plan_is_graded_d(sound, alice):
    assert graded(alice) == "D"
    hold(sound)
    Profile.objects.filter(user=alice).update(plan_to_age=50, birth_year=1960)
    assert graded(alice) == "D"


@pytest.mark.parametrize("page", ["/dashboard/", "/accounts/"])
def test_the_grade_stands_over_the_findings(as_alice, sound, page):
    assert "Grade D" in as_alice.get(page).content.decode()
