"""Cases of known households for tests of claims, without a database."""

from datetime import UTC, datetime
from functools import cache

from advisors.case_facts import build_case_facts
from advisors.claims.case import ClaimCase
from advisors.evaluation.households import build_snapshot, read_households
from advisors.rebalancing.plans import build_all_plans
from advisors.retirement.advice import propose_changes
from advisors.retirement.facts.scenarios import what_if_facts
from advisors.retirement.scenarios.baseline import project_baseline, project_what_if
from advisors.retirement.scenarios.stress_tests import run_stress_tests
from advisors.writing.case import Situation
from portfolios.valuation.portfolio import Portfolio

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUSEHOLDS = tuple(read_households())


def case_of(snapshot, paths=10_000):
    """Return the case of a snapshot, with the what-ifs that the built-in planner tests."""
    portfolio = Portfolio(snapshot)
    baseline = project_baseline(portfolio, paths=paths)
    stress_tests = baseline and run_stress_tests(baseline, retirement_age=snapshot.profile.retirement_age)
    plans = build_all_plans(portfolio)
    situation = Situation(portfolio, build_case_facts(portfolio, plans, baseline, stress_tests), plans)
    what_ifs = tuple(_possible_what_ifs(situation, baseline)) if baseline else ()
    facts = situation.facts.with_facts(f for w in what_ifs for f in what_if_facts(baseline, w).facts)
    return ClaimCase(situation, facts, baseline, what_ifs)


def _possible_what_ifs(situation, baseline):
    for candidate in propose_changes(situation):
        try:
            yield project_what_if(baseline, candidate.change, candidate.amount)
        except ValueError:
            continue


@cache
def household_case(name):
    """Return the case of a household by name."""
    return case_of(build_snapshot(read_households()[name], now=NOW))
