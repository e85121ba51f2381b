"""What a person enters about their household: each wrong entry is named at its field."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolios.household.assumptions import ASSUMPTIONS, HOUSEHOLD_PARTS, assumed_parts
from portfolios.household.checks import HouseholdRefused, parse_household
from portfolios.household.inputs import HouseholdInputs
from portfolios.household.years import ProfileYears

YEARS = ProfileYears(date(2026, 11, 29), age=63, retirement_age=65, plan_to_age=95)
PARTNER = {"has_partner": True, "partner": {"birth_year": 1962, "sex": "F"}}
WRONG = [
    ({"social_security": {"monthly": 2000, "claim_age": 62}}, "social_security.claim_age"),
    ({"social_security": {"monthly": 2000, "at": "now", "claim_age": 64}}, "social_security.claim_age"),
    ({"social_security": {"monthly": -1}}, "social_security.monthly"),
    ({"social_security": {"monthly": "NaN"}}, "social_security.monthly"),
    ({"social_security": {"monthly": 2000, "claim_age": 71}}, "social_security.claim_age"),
    ({"has_partner": True}, "partner.birth_year"),
    ({"has_partner": True, "partner": {"sex": "F"}}, "partner.birth_year"),
    ({"has_partner": True, "partner": {"birth_year": 2026}}, "partner.birth_year"),
    ({"has_partner": True, "partner": {"birth_year": 1906}}, "partner.birth_year"),
    ({"has_partner": False, "partner": {"birth_year": 1962}}, "has_partner"),
    ({"state_rate": "0.16"}, "state_rate"),
    ({"state_rate": "0.12345"}, "state_rate"),
    ({"conversion": {"to_rate": "0.23", "from_year": 2027, "to_year": 2030}}, "conversion.to_rate"),
    ({"conversion": {"to_rate": "0.22", "from_year": 2030, "to_year": 2027}}, "conversion.to_year"),
    ({"conversion": {"to_rate": "0.22", "amount": 5, "from_year": 2027, "to_year": 2030}}, "conversion.to_rate"),
    ({"conversion": {"to_rate": "0.22", "from_year": 2020, "to_year": 2025}}, "conversion.to_year"),
    ({"withdrawals": {"order": "bracket"}}, "withdrawals.bracket_rate"),
    ({"withdrawals": {"order": "bracket", "bracket_rate": "0.37"}}, "withdrawals.bracket_rate"),
    ({"withdrawals": {"order": "best"}}, "withdrawals.order"),
    ({"phases": [{"from_age": 65, "to_age": 75, "factor": 1}, {"from_age": 75, "factor": ".8"}]}, "phases.1.from_age"),
    ({"phases": [{"from_age": 0, "factor": 1}]}, "phases.0.from_age"),
    ({"phases": [{"from_age": 120, "factor": 1}]}, "phases.0.from_age"),
    ({"phases": [{"from_age": 70, "to_age": 65, "factor": 1}]}, "phases.0.to_age"),
    ({"phases": [{"from_age": 70}]}, "phases.0.factor"),
    ({"one_offs": [{"year": 2025, "amount": 5}]}, "one_offs.0.year"),
    ({"one_offs": [{"year": 2027, "amount": 5}]}, "one_offs.0.year"),
    ({"one_offs": [{"year": 2058, "amount": -5}]}, "one_offs.0.year"),
    ({"phases": [{"from_age": 95, "factor": 1}]}, "phases.0.from_age"),
    ({"conversion": {"to_rate": "0.22", "from_year": 2058, "to_year": 2060}}, "conversion.from_year"),
    ({**PARTNER, "first_death": {"kind": "year", "year": 2058}}, "first_death.year"),
    ({"first_death": {"kind": "year", "year": 2040}}, "first_death.kind"),
    ({**PARTNER, "first_death": {"kind": "year"}}, "first_death.year"),
    ({**PARTNER, "first_death": {"kind": "simulated"}}, "sex"),
    ({"mean_sd": "0.5"}, "mean_sd"),
    ({"survivor_spending": 0}, "survivor_spending"),
    ({"surname": "Doe"}, "surname"),
]


@pytest.mark.parametrize(("values", "field"), WRONG)
def test_wrong_entries_are_named_at_the_field(values, field):
    with pytest.raises(HouseholdRefused) as refused:
        parse_household(values, YEARS)
    assert list(refused.value.fields) == [field]
    assert all(len(text) > 10 for text in refused.value.fields[field])


def test_the_last_year_of_the_plan_is_allowed():
    death = {**PARTNER, "first_death": {"kind": "year", "year": 2057}}
    assert parse_household({**death, "one_offs": [{"year": 2057, "amount": 5}]}, YEARS).one_offs[0].year == 2057


def test_entries_overtaken_by_time_stay_until_they_change():
    stored = HouseholdInputs.model_validate({"one_offs": [{"year": 2020, "amount": 5}]})
    values = {**stored.model_dump(), "state_rate": "0.05"}
    assert parse_household(values, YEARS, stored).one_offs == stored.one_offs
    with pytest.raises(HouseholdRefused, match="This year has passed"):
        parse_household({**values, "one_offs": [{"year": 2021, "amount": 5}]}, YEARS, stored)


def test_entries_that_fit_are_kept_as_entered():
    values = {
        **PARTNER, "sex": "M", "social_security": {"monthly": "2400.50", "claim_age": 70}, "state_rate": "0.05",
        "phases": [{"from_age": 66, "to_age": 74, "factor": "1.2"}, {"from_age": 85, "amount": 30_000}],
        "one_offs": [{"year": 2027, "amount": -50_000}, {"year": 2028, "amount": 20_000}],
        "conversion": {"to_rate": "0.22", "from_year": 2028, "to_year": 2034}, "first_death": {"kind": "simulated"},
    }  # fmt: skip
    inputs = parse_household(values, YEARS)
    assert inputs.social_security.monthly == Decimal("2400.50")
    assert HouseholdInputs.model_validate(inputs.model_dump(mode="json")) == inputs


def test_what_is_entered_is_no_longer_assumed():
    assert assumed_parts(HouseholdInputs(), has_benefit=False) == HOUSEHOLD_PARTS
    confirmed = {}
    for part in HOUSEHOLD_PARTS:
        confirmed |= ASSUMPTIONS[part].confirmed
    left = assumed_parts(HouseholdInputs.model_validate(confirmed), has_benefit=True)
    assert left == ("premiums",)


@given(st.dictionaries(
    st.sampled_from(list(HouseholdInputs.model_fields)),
    st.recursive(st.none() | st.integers() | st.floats() | st.text(max_size=5) | st.booleans(),
                 lambda part: st.lists(part, max_size=3)
                 | st.dictionaries(st.sampled_from(["birth_year", "year", "amount", "monthly", "kind"]), part)),
))  # fmt: skip
def test_any_json_is_taken_or_refused_by_field(values):
    try:
        parse_household(values, YEARS)
    except HouseholdRefused as refused:
        assert refused.fields
