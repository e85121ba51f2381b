"""Single companies in a plan: which are refused, and how they keep their share when weights change."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from advisors.retirement.inputs.returns import ClassReturns

WEIGHTS = {"us_equity": 0.6, "us_aggregate_bonds": 0.3, "cash": 0.1}


def returns(*companies: dict[str, Any]) -> ClassReturns:
    return ClassReturns.model_validate({"kind": "classes", "weights": WEIGHTS, "companies": companies})


def company(name: str = "acme", own_volatility: float = 0.3, **parts: float) -> dict[str, Any]:
    return {"name": name, "parts": parts, "own_volatility": own_volatility}


@pytest.mark.parametrize(
    ("companies", "message"),
    [
        ([company(tulips=0.1)], "unknown class tulips"),
        ([company(us_equity=0.6), company("globex", us_equity=0.6)], "more than all of us_equity"),
        ([company(us_equity=0.1), company(us_equity=0.1)], "a name of its own"),
        ([company(us_equity=1.2)], "less than or equal to 1"),
        ([company(own_volatility=-0.1, us_equity=0.1)], "greater than or equal to 0"),
    ],
)
def test_wrong_companies_are_refused(companies: list[dict[str, Any]], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        returns(*companies)


def share_of(owned: ClassReturns, name: str) -> float:
    """Return the share of a company in the whole portfolio."""
    found = [one for one in owned.companies if one.name == name]
    return sum(part * owned.weights[class_name] for one in found for class_name, part in one.parts.items())


@given(st.floats(0.05, 0.9), st.floats(0.01, 1), st.floats(0.5, 0.99))
def test_other_weights_keep_the_share_of_a_company(part: float, kept: float, us_equity: float) -> None:
    owned = returns(company(us_equity=part / 2), company("globex", us_equity=part / 4))
    before = share_of(owned, "globex")
    weights = {"us_equity": us_equity, "cash": 1 - us_equity}
    after = owned.with_weights(weights, {"acme": kept})
    assert share_of(after, "globex") == pytest.approx(before)
    assert share_of(after, "acme") == pytest.approx(kept * share_of(owned, "acme"))
    assert after.weights == weights


def test_a_company_that_is_sold_is_gone() -> None:
    owned = returns(company(us_equity=0.5), company("globex", us_equity=0.2))
    assert [one.name for one in owned.with_weights(WEIGHTS, {"acme": 0.0}).companies] == ["globex"]
    assert owned.with_weights({"cash": 1.0}).companies == ()
