"""A unit repeated beside a reference is removed; a different unit stays."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisors.runtime.results import Recommendation
from advisors.verification.references import REFERENCE, check, printed
from advisors.verification.repeated_units import without_repeated_units
from advisors.verification.results import with_units_once
from portfolios.facts.fact import Fact, FactSheet

KINDS = {
    "gap": "points",
    "left": "years",
    "share": "percent",
    "total": "usd",
    "income": "usd_per_year",
    "seen": "count",
}
SHEET = FactSheet(
    facts=tuple(
        Fact(id=name, subject=("portfolio",), label=name, value=Decimal(12), unit=unit) for name, unit in KINDS.items()
    )
)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("[[gap]] points", "12.0 points"),
        ("[[gap|size]] percentage points above", "12.0 points above"),
        ("[[gap|number]] points", "12.0 points"),
        ("[[left]] years' time", "12 years' time"),
        ("[[left|number]]-year", "12-year"),
        ("[[share]]%", "12.0%"),
        ("[[share]] percent of it", "12.0% of it"),
        ("$[[total]]", "$12"),
        ("[[total]] dollars", "$12"),
        ("$[[income]] a year", "$12 a year"),
        ("[[income]] per year", "$12 a year"),
        ("[[income|number]] a year", "$12 a year"),
        ("[[income]]/yr", "$12 a year"),
        ("[[share]]-[[share]]", "12.0% to 12.0%"),
        ("[[gap]] points – [[gap]] points", "12.0 points to 12.0 points"),
    ],
)
def test_a_repeated_unit_is_removed(written, read):
    text = without_repeated_units(written, SHEET)
    assert printed(text, SHEET) == read
    assert check(f"Of the portfolio {text}.", SHEET).ok


@pytest.mark.parametrize(
    "written",
    [
        "[[share]] points", "[[gap]]%", "[[total]]%", "$[[share]]", "[[total]] million", "[[seen]] points",
        "€[[total]]", "[[left]] months", "[[share]]-[[total]]", "[[gap]] pointsman", "[[total]]k",
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
    advice = Recommendation(title="Save [[gap]] points", reason="[[share]]%", impact=["gap"], priority=1)
    tidy = with_units_once(advice, SHEET)
    assert (tidy.title, tidy.reason, tidy.impact) == ("Save [[gap]]", "[[share]]", ["gap"])
