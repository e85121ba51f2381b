"""Advice in a currency of which a hundred are a dollar: the same advice, with a hundred times the amounts."""

import pytest

from advisors.actions.advise import judge_actions
from advisors.evaluation.households import build_snapshot, read_households
from advisors.tests.claims.test_other_currencies import in_currency
from advisors.tests.support.claim_cases import NOW, build_untested_case
from portfolios.facts.fact import currency_of

MOST_SHARE_OF_A_FIGURE = 2e-3
"""What rounding to whole yen may change of a printed step."""


def advice_of(snapshot):
    return judge_actions(build_untested_case(snapshot, paths=500)).actions


def dollars_of(fact):
    return float(fact.value or 0) / (100 if currency_of(fact.unit) == "JPY" else 1)


@pytest.mark.parametrize("name", list(read_households()))
def test_thresholds_and_steps_follow_the_currency(name, monkeypatch):
    monkeypatch.setattr("advisors.retirement.from_snapshot.plan.TAXED_CURRENCY", "CHF")
    snapshot = build_snapshot(read_households()[name], now=NOW)
    dollars, yen = advice_of(snapshot), advice_of(in_currency(snapshot, "JPY", "0.01"))
    assert [one.action.name for one in yen] == [one.action.name for one in dollars]
    for one, other in zip(dollars, yen, strict=True):
        pairs = [(dollars_of(fact), dollars_of(fact2)) for fact, fact2 in zip(one.facts, other.facts, strict=True)]
        assert [b for _, b in pairs] == pytest.approx([a for a, _ in pairs], rel=MOST_SHARE_OF_A_FIGURE), one.action
