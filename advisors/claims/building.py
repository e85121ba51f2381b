"""Build the case of a snapshot: portfolio, plans, projection, stress tests, and the what-ifs that are always tested."""

from contextlib import suppress

from advisors.case_facts import build_case_facts
from advisors.claims.case import ClaimCase
from advisors.claims.own_trades import build_own_plans
from advisors.retirement.facts.scenarios import what_if_facts
from advisors.retirement.from_snapshot.start import DEFAULT_PATHS, DEFAULT_SEED
from advisors.retirement.scenarios.baseline import Baseline, WhatIf, project_baseline, project_what_if
from advisors.retirement.scenarios.proposals import propose_changes
from advisors.retirement.scenarios.stress_tests import run_stress_tests
from advisors.writing.case import Situation
from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.snapshot import Snapshot


def build_claim_case(snapshot: Snapshot, *, paths: int = DEFAULT_PATHS, seed: int = DEFAULT_SEED) -> ClaimCase:
    """Return the case with the what-ifs that code always tests."""
    portfolio = Portfolio(snapshot)
    baseline = project_baseline(portfolio, paths=paths, seed=seed)
    age = snapshot.profile.retirement_age
    stress_tests = run_stress_tests(baseline, retirement_age=age) if baseline else None
    plans = build_own_plans(portfolio)
    situation = Situation(portfolio, build_case_facts(portfolio, plans, baseline, stress_tests), plans)
    what_ifs = run_what_ifs(situation, baseline) if baseline else ()
    added = [fact for what_if in what_ifs if baseline for fact in what_if_facts(baseline, what_if).facts]
    return ClaimCase(situation, situation.facts.with_facts(added), baseline, what_ifs, stress_tests)


def run_what_ifs(situation: Situation, baseline: Baseline) -> tuple[WhatIf, ...]:
    """Return the proposed changes as what-ifs, without those that are impossible, such as retiring later if retired."""
    what_ifs = []
    for candidate in propose_changes(situation):
        with suppress(ValueError):
            what_ifs.append(project_what_if(baseline, candidate.change, candidate.amount))
    return tuple(what_ifs)
