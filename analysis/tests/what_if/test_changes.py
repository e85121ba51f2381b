"""Scenarios are saved, renamed and deleted by their owner, and become the plan by the plan's own functions."""

from datetime import date
from decimal import Decimal

import pytest

from analysis.what_if.changes import MAX_SCENARIOS, ScenarioRefused, delete_scenario, make_plan, rename_scenario
from analysis.what_if.changes import save_scenario as save
from analysis.what_if.models import Scenario
from analysis.what_if.plan_edit import build_edit, spread_targets
from analysis.what_if.values import Levers
from people.models import AuditEvent
from portfolios.models import Profile

TODAY = date(2026, 11, 29)
LATER = Levers(retire=67, save=Decimal(30_000))


@pytest.fixture
def profile(alice):
    Profile.objects.filter(user=alice).update(birth_year=1980, retirement_age=65, target_retirement_income=60_000)
    return Profile.objects.get(user=alice)


def edit_of(profile, levers, benefit=None):
    return build_edit(profile, levers, today=TODAY, monthly_benefit=benefit, currency="USD")


def test_a_scenario_is_saved_renamed_and_deleted(alice):
    scenario = save(user=alice, name="Later", levers=LATER, currency="USD")
    assert Scenario.objects.get().levers == LATER
    rename_scenario(user=alice, scenario_id=scenario.pk, name="Work longer")
    assert Scenario.objects.get().name == "Work longer"
    delete_scenario(user=alice, scenario_id=scenario.pk)
    kinds = AuditEvent.objects.filter(action__startswith="scenario").order_by("pk").values_list("action", flat=True)
    assert sorted(kinds) == ["scenario_deleted", "scenario_renamed", "scenario_saved"]


def test_nobody_changes_the_scenario_of_another(alice, bob):
    scenario = save(user=alice, name="Later", levers=LATER, currency="USD")
    rename_scenario(user=bob, scenario_id=scenario.pk, name="Mine")
    delete_scenario(user=bob, scenario_id=scenario.pk)
    assert Scenario.objects.get().name == "Later"


def test_the_plan_itself_is_no_scenario(alice):
    with pytest.raises(ScenarioRefused, match="Change something first"):
        save(user=alice, name="Same", levers=Levers(), currency="USD")


def test_a_person_keeps_six_scenarios(alice):
    for number in range(MAX_SCENARIOS):
        save(user=alice, name=f"Number {number}", levers=LATER, currency="USD")
    with pytest.raises(ScenarioRefused, match="Delete one"):
        save(user=alice, name="One more", levers=LATER, currency="USD")


def test_a_scenario_becomes_the_plan(profile):
    levers = Levers(save=30_000, spend=70_000, retire=67, claim=70, stocks=60, once=-20_000, returns=1)
    edit = edit_of(profile, levers, benefit=Decimal("2600.00"))
    make_plan(profile=profile, edit=edit)
    stored = Profile.objects.get(pk=profile.pk)
    assert (stored.annual_contribution, stored.target_retirement_income, stored.retirement_age) == (30_000, 70_000, 67)
    assert stored.household.social_security.model_dump() == {
        "monthly": Decimal("2600.00"), "at": "full_age", "claim_age": 70,
    }  # fmt: skip
    assert [(one.year, one.amount) for one in stored.household.one_offs] == [(2047, 20_000)]
    assert stored.asset_class_targets == {"equity": 60, "fixed_income": 40}
    assert "asset_class_targets" in stored.confirmed and len(edit.lines) == 6 and len(edit.left_out) == 1
    assert AuditEvent.objects.filter(action__in=("profile_changed", "household_changed")).count() == 2


def test_an_age_needs_the_year_of_birth(profile):
    profile.birth_year = profile.retirement_age = None
    edit = edit_of(profile, Levers(retire=67))
    assert not edit.profile and "the year you were born" in edit.left_out[0]


def test_an_age_beyond_the_plan_is_left_out(profile):
    edit = edit_of(profile, Levers(retire=96))
    assert not edit.profile and "your plan ends at 95" in edit.left_out[0]


@pytest.mark.parametrize(
    ("targets", "stocks", "expected"),
    [
        ({"equity": 70, "fixed_income": 30}, 100, {"equity": 100}),
        ({"equity": 70, "fixed_income": 20, "cash": 10}, 40, {"equity": 40, "fixed_income": 40, "cash": 20}),
        ({"equity": 100}, 80, {"equity": 80, "fixed_income": 20}),
        ({"equity": 10, "fixed_income": 30, "cash": 30, "real_estate": 30}, 0,
         {"fixed_income": 34, "cash": 33, "real_estate": 33}),
    ],
)  # fmt: skip
def test_other_targets_keep_their_proportions(targets, stocks, expected):
    assert dict(spread_targets({name: Decimal(share) for name, share in targets.items()}, stocks)) == expected


def test_a_single_amount_is_planned_once(profile):
    edit = edit_of(profile, Levers(once=50_000))
    make_plan(profile=profile, edit=edit)
    profile.refresh_from_db()
    again = edit_of(profile, Levers(once=50_000))
    assert (again.lines, len(profile.household.one_offs)) == ([], 1)
    assert again.left_out == ["Your plan has a single amount of $50,000 in 2045 already. Change it in your plan."]
    assert len(edit_of(profile, Levers(once=60_000)).household["one_offs"]) == 2


def test_values_of_the_plan_are_no_change(profile):
    edit = edit_of(profile, Levers(spend=60_000, retire=66))
    assert [line.label for line in edit.lines] == ["Retire at"]
    assert edit_of(profile, Levers(spend=60_000, retire=65)).lines == []
