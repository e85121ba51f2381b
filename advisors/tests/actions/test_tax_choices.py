"""Advice on conversions and on the order of withdrawal: only one choice, only if clearly better, with what it costs."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from advisors.actions.case import ActionCase
from advisors.actions.kinds.tax_choices import best_choice, propose_convert, propose_order, propose_use_bracket
from advisors.retirement.scenarios.choices import ChoiceRow, Choices
from advisors.tests.actions.households import ENTERED, account, make_case, position, text_of
from portfolios.valuation.portfolio import Portfolio

pytestmark = pytest.mark.slow


def row(kind, key, *, is_planned=False, points=0.0, error=0.4, tax=480_000.0, estate=1_000_000.0, **more):
    return ChoiceRow(
        kind=kind, key=key, is_planned=is_planned, success=0.8 + points / 100, difference=points / 100,
        standard_error=error / 100, lifetime_tax=tax, surcharges=0.0, estate=estate,
        pays_from=None if is_planned else 12, **more,
    )  # fmt: skip


ORDER = row("order", "conventional", is_planned=True, tax=500_000.0)
NONE = row("conversion", "none", is_planned=True, tax=500_000.0)


def to_12(**more):
    return row("conversion", "to_12", rate=0.12, from_year=1, to_year=10, **more)


@pytest.fixture(scope="module")
def retired():
    """Return a retired person of 62 whose money is traditional but for a third."""
    ira = account("IRA", "traditional_ira", position("VTI", 4000), position("BND", 8000))
    taxable = account("Brokerage", "taxable", position("VTI", 2000), cash=60_000)
    return make_case(ira, taxable, age=62, years=0, goal=80_000, saving=0, household=ENTERED)


def compared(case, *rows):
    return ActionCase.of(replace(case, stress_tests=SimpleNamespace(choices=Choices(rows=(ORDER, NONE, *rows)))))


def advice(case):
    return [
        one for propose in (propose_convert, propose_order, propose_use_bracket) for one in propose(case)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("choice", "is_advised"),
    [
        (to_12(points=2.5), True), (to_12(points=1.5), False), (to_12(points=2.5, error=1.5), False),
        (to_12(estate=1_040_000.0), True), (to_12(estate=1_020_000.0), False),
        (to_12(estate=1_040_000.0, tax=501_000.0), False), (to_12(estate=1_040_000.0, points=-0.6), False),
        (row("order", "proportional", points=3.0), True), (row("order", "bracket", points=3.0, rate=0.12), True),
    ],
)  # fmt: skip
def test_only_what_is_clearly_better_is_advised(retired, choice, is_advised):
    assert [one.action.name for one in advice(compared(retired, choice))] == (
        [{"to_12": "convert", "proportional": "withdrawal_order", "bracket": "use_bracket"}[choice.key]]
        if is_advised else []
    )  # fmt: skip


def test_at_most_one_choice_is_advised(retired):
    richer = to_12(estate=1_200_000.0)
    safer = row("order", "proportional", points=2.5)
    case = compared(retired, richer, safer, row("order", "bracket", points=2.2, rate=0.12))
    assert best_choice(case) == safer
    assert [one.action.name for one in advice(case)] == ["withdrawal_order"]


def test_a_choice_tells_its_cost_and_when_it_pays(retired):
    (advised,) = advice(compared(retired, to_12(estate=1_100_000.0)))
    text = text_of(advised)
    first = retired.portfolio.snapshot.taken_at.year
    assert advised.title.text().endswith(f"from {first} to {first + 9}.")
    assert "In these years you pay about 79,166" in text and "more in taxes" in text
    assert "from about 500,000 to 480,000" in text and "Your chance stays near 80%" in text
    assert f"From {first + 11} on it leaves more, about 100,000 at the end, if heirs pay 22% tax" in text
    assert "not tax advice" in advised.warning.text()
    assert (advised.effect.measure, float(advised.effect.value)) == ("dollars_once", 100_000)


def test_equal_taxes_are_not_told_as_a_change(retired):
    (advised,) = advice(compared(retired, row("order", "proportional", points=3.0, tax=500_003.0)))
    text = text_of(advised)
    assert "stay near 500,000" in text and "83% of the scenarios instead of 80%" in text
    assert advised.effect.measure == "success_points"


def test_no_choice_is_advised_years_before_retirement(retired):
    snapshot = retired.portfolio.snapshot
    for years, is_advised in ((5, True), (6, False)):
        profile = snapshot.profile.model_copy(update={"years_until_retirement": years})
        portfolio = Portfolio(snapshot.model_copy(update={"profile": profile}))
        case = replace(retired, situation=replace(retired.situation, portfolio=portfolio))
        assert (best_choice(compared(case, to_12(points=3.0))) is not None) == is_advised
