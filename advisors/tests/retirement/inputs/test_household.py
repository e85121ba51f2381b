"""A household with contradictions is refused, and each error names its field."""

import json
from typing import Any

import pytest

from advisors.retirement.inputs.plan import Plan, PlanError, parse_plan
from advisors.tests.support.households import account, household_plan

PERSON = {"age": 62, "social_security": {"pia": 2_000.0, "claim_age": 67}}
PLAN: dict[str, Any] = {
    "years_to_retirement": 2, "retirement_years": 25, "spending": 50_000.0, "returns": {"kind": "fixed", "rate": 0.02},
}  # fmt: skip
HOUSEHOLD: dict[str, Any] = {"people": [PERSON], "accounts": [{"kind": "traditional", "value": 500_000.0}]}


def errors_of(household: dict[str, Any], **plan: Any) -> dict[str, list[str]]:
    with pytest.raises(PlanError) as error:
        parse_plan(json.dumps({**PLAN, **plan, "household": {**HOUSEHOLD, **household}}))
    return error.value.fields


def person(**changes: Any) -> dict[str, Any]:
    return {"people": [{**PERSON, **changes}]}


BENEFIT = "household.people.0.social_security"
WRONG = {
    "household.people.0.age": person(age=0),
    "household.people.1.age": {"people": [PERSON, {"sex": "F"}]},
    f"{BENEFIT}.claim_age": person(social_security={"pia": 2_000.0, "claim_age": 61}),
    f"{BENEFIT}.pia": person(social_security={"claim_age": 67}),
    "household.people.0.retirement_year": person(retirement_year=3),
    "household.people.0.sex": {"lives": {"simulated": True}},
    "household.accounts.0.basis": {"accounts": [account("taxable", 10.0, basis=11.0)]},
    "household.accounts.0.qualified_yield": {"accounts": [account("roth", 10.0, qualified_yield=0.02)]},
    "household.accounts.0.contributions": {"accounts": [account("roth", 10.0, contributions=11.0)]},
    "household.accounts.0.owner": {"accounts": [account("roth", 10.0, owner=1)]},
    "household.income.0.to_year": {"income": [{"amount": 1.0, "from_year": 5, "to_year": 4}]},
    "household.spending.phases": {
        "spending": {
            "phases": [{"from_year": 1, "to_year": 5, "factor": 1.1}, {"from_year": 5, "to_year": 9, "amount": 1.0}]
        }
    },
    "household.spending.phases.0.factor": {"spending": {"phases": [{"from_year": 1, "to_year": 5}]}},
    "household.spending.lump_sums.0.year": {"spending": {"lump_sums": [{"year": 2, "amount": 5.0}]}},
    "household.tax.conversion.to_rate": {"tax": {"conversion": {"to_rate": 0.23, "to_year": 4}}},
    "household.tax.bracket_rate": {"tax": {"order": "bracket"}},
    "household.tax.law_year": {"tax": {"law_year": 1999}},
    "household.tax.state_rate": {"tax": {"state_rate": 0.2}},
    "household.lives.first_death_year": {"lives": {"first_death_year": 4}},
    "household.lives.simulated": {"lives": {"simulated": True, "first_death_year": 4}},
}


@pytest.mark.parametrize("field", WRONG)
def test_an_error_of_a_household_names_its_field(field: str) -> None:
    assert list(errors_of(WRONG[field])) == [field]


def test_a_household_of_nobody_is_refused() -> None:
    assert errors_of({"people": []})["household.people"][0].startswith("List should have at least 1 item")


def test_ages_beyond_a_life_are_refused() -> None:
    assert "household.people.0.age" in errors_of(person(age=120))


def test_a_claim_in_the_past_needs_what_is_paid_now() -> None:
    wrong = person(age=68, social_security={"pia": 2_000.0, "claim_age": 67})
    assert "amount_now" in errors_of(wrong)[f"{BENEFIT}.claim_age"][0]
    later = person(age=66, social_security={"amount_now": 2_000.0, "claim_age": 67})
    assert "although benefits are paid now" in errors_of(later)[f"{BENEFIT}.claim_age"][0]
    assert household_plan(3, 1.0, [{"age": 68, "social_security": {"amount_now": 1.0, "claim_age": 67}}], [])


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        ({"start_value": 400_000.0}, "start_value"), ({"contribution": 5.0}, "contribution"),
        ({"income": [{"amount": 1.0}]}, "income"), ({"rule": "guardrails"}, "rule"),
    ],
)  # fmt: skip
def test_plan_and_household_may_not_contradict(plan: dict[str, Any], field: str) -> None:
    assert field in errors_of({}, **plan)


def test_the_start_value_follows_from_the_accounts() -> None:
    plan = parse_plan(json.dumps({**PLAN, "household": HOUSEHOLD}))
    assert plan.start_value == 500_000
    assert Plan.model_validate_json(plan.model_dump_json()) == plan
    assert plan.with_changes(spending=1.0).household == plan.household


def test_a_loss_is_possible_when_it_is_meant() -> None:
    plan = household_plan(1, 10.0, [{"age": 70}], [account("taxable", 10.0, basis=20.0, loss=True)])
    assert plan.household is not None
    assert plan.household.accounts[0].cost == 20.0
