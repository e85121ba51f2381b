"""What can be said of many holdings is found once, in work that grows with their number."""

import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from advisors.claims.registry import list_statements, sayable
from advisors.tests.actions.households import account, make_case, position
from advisors.tests.support.claim_cases import household_case

FUNDS = ("BND", "AGG", "VNQ", "SCHH", "VTI", "VXUS", "QQQ", "NVDA", "JPM", "MUB")
MOST_GROWTH = 3
"""Of the work for twice the holdings. Work that grows with the square of their number grows to four times."""


def case_of(accounts):
    own = [
        account(f"{kind} {number}", kind, *(position(symbol, 10 + number, cost=900) for symbol in FUNDS))
        for number in range(accounts)
        for kind in ("taxable", "traditional_ira")
    ]
    return make_case(*own, is_whole=False)


def count_calls(case):
    """Return how many functions are called to find every statement."""
    calls = 0

    def count(frame, event, argument):
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count)
    try:
        list_statements(case)
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.slow
def test_work_grows_with_the_number_of_holdings():
    few, many = (count_calls(case_of(accounts)) for accounts in (12, 24))
    assert many / few < MOST_GROWTH


def test_statements_are_found_once_by_all_agents():
    case = replace(household_case("demo"))
    with ThreadPoolExecutor(4) as agents:
        found = list(agents.map(sayable, [case] * 4))
    assert all(statements is found[0] for statements in found)


def test_a_changed_case_finds_its_own_statements():
    case = household_case("demo")
    fewer = replace(case, what_ifs=(), facts=case.situation.facts)
    assert len(sayable(fewer)) < len(sayable(case))
