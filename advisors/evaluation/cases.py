"""Build the case of a snapshot as an analysis would, without a database."""

from contextlib import suppress

from advisors.case_facts import build_case_facts
from advisors.claims.case import ClaimCase
from advisors.rebalancing.plans import build_all_plans
from advisors.retirement.advice import propose_changes
from advisors.retirement.facts.scenarios import what_if_facts
from advisors.retirement.scenarios.baseline import (
    DEFAULT_PATHS,
    project_baseline,
    project_what_if,
)
from advisors.retirement.scenarios.stress_tests import run_stress_tests
from advisors.writing.case import Situation
from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.snapshot import Snapshot


def build_claim_case(snapshot: Snapshot, *, paths: int = DEFAULT_PATHS) -> ClaimCase:
    """Return the case with the what-ifs that the built-in planner tests."""
    portfolio = Portfolio(snapshot)
    baseline = project_baseline(portfolio, paths=paths)
    age = snapshot.profile.retirement_age
    stress_tests = run_stress_tests(baseline, retirement_age=age) if baseline else None
    plans = build_all_plans(portfolio)
    situation = Situation(portfolio, build_case_facts(portfolio, plans, baseline, stress_tests), plans)
    if baseline is None:
        return ClaimCase(situation, situation.facts, None, ())
    what_ifs = []
    for candidate in propose_changes(situation):
        with suppress(ValueError):  # impossible for this person, such as retiring later in retirement
            what_ifs.append(project_what_if(baseline, candidate.change, candidate.amount))
    added = [fact for what_if in what_ifs for fact in what_if_facts(baseline, what_if).facts]
    return ClaimCase(situation, situation.facts.with_facts(added), baseline, tuple(what_ifs))
