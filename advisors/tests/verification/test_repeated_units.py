"""A unit repeated beside a reference is removed; a different unit stays."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisors.runtime.results import Recommendation
from advisors.verification.references import REFERENCE, check, printed
from advisors.verification.repeated_units import without_repeated_units
from advisors.verification.results import with_units_once
from portfolios.facts.fact import FactSheet
from portfolios.tests.support.facts import fact_of

KINDS = {
    "region_group.international.drift": "points",
    "plan.years_short": "years",
    "tax_status.taxable.share": "percent",
    "portfolio.value": "usd",
    "plan.sustained_90": "usd_per_year",
    "portfolio.holdings": "count",
}
SHEET = FactSheet(facts=tuple(fact_of(fact_id, "portfolio", value=12, unit=unit) for fact_id, unit in KINDS.items()))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("[[region_group.international.drift]] points", "12.0 points"),
        ("[[region_group.international.drift|size]] percentage points above", "12.0 points above"),
        ("[[region_group.international.drift|number]] points", "12.0 points"),
        ("[[plan.years_short]] years' time", "12 years' time"),
        ("[[plan.years_short|number]]-year", "12-year"),
        ("[[tax_status.taxable.share]]%", "12.0%"),
        ("[[tax_status.taxable.share]] percent of it", "12.0% of it"),
        ("$[[portfolio.value]]", "$12"),
        ("[[portfolio.value]] dollars", "$12"),
        ("$[[plan.sustained_90]] a year", "$12 a year"),
        ("[[plan.sustained_90]] per year", "$12 a year"),
        ("[[plan.sustained_90|number]] a year", "$12 a year"),
        ("[[plan.sustained_90]]/yr", "$12 a year"),
        ("[[tax_status.taxable.share]]-[[tax_status.taxable.share]]", "12.0% to 12.0%"),
        (
            "[[region_group.international.drift]] points – [[region_group.international.drift]] points",
            "12.0 points to 12.0 points",
        ),
    ],
)
def test_a_repeated_unit_is_removed(written, read):
    text = without_repeated_units(written, SHEET)
    assert printed(text, SHEET) == read
    assert check(f"Of the portfolio {text}.", SHEET).ok


@pytest.mark.parametrize(
    "written",
    [
        "[[tax_status.taxable.share]] points", "[[region_group.international.drift]]%", "[[portfolio.value]]%",
        "$[[tax_status.taxable.share]]", "[[portfolio.value]] million", "[[portfolio.holdings]] points",
        "€[[portfolio.value]]", "[[plan.years_short]] months", "[[tax_status.taxable.share]]-[[portfolio.value]]",
        "[[region_group.international.drift]] pointsman", "[[portfolio.value]]k",
    ],
)  # fmt: skip
def test_a_different_unit_is_not_removed(written):
    assert without_repeated_units(written, SHEET) == written


@given(st.text(alphabet="[]|$%-– apointsyer0", max_size=40), st.sampled_from([*KINDS, "nothing"]))
def test_only_repeated_units_are_removed(padding, name):
    text = f"{padding}[[{name}]]{padding}"
    once = without_repeated_units(text, SHEET)
    assert [match.groups() for match in REFERENCE.finditer(once)] == [m.groups() for m in REFERENCE.finditer(text)]
    letters, remaining = iter(text), re.sub(" to |[-–]", "", once)
    assert all(letter in letters for letter in remaining)


def test_typed_answers_lose_repeated_units():
    advice = Recommendation(
        title="Save [[region_group.international.drift]] points",
        reason="[[tax_status.taxable.share]]%",
        impact=["gap"],
        priority=1,
    )
    tidy = with_units_once(advice, SHEET)
    assert (tidy.title, tidy.reason, tidy.impact) == (
        "Save [[region_group.international.drift]]",
        "[[tax_status.taxable.share]]",
        ["gap"],
    )
