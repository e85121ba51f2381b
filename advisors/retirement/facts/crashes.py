"""Build the facts on what this mix would have done in the worst years of the past."""

from collections.abc import Iterator

from advisors.retirement.facts.fact_builder import make_fact
from advisors.retirement.inputs.returns import HistoryReturns
from advisors.retirement.projection.historical_replay import historical_growth, load_return_history
from advisors.retirement.scenarios.baseline import Baseline
from advisors.retirement.scenarios.stress_tests import history_weights
from portfolios.facts.fact import Fact
from portfolios.facts.families import Family, Measure

CRASH_YEARS = (1931, 1974, 2008)


def crash_facts(baseline: Baseline) -> Iterator[Fact]:
    """Yield the change in percent and in dollars of what counts for retirement, nominal, in each of these years."""
    returns = HistoryReturns(kind="history", weights=history_weights(baseline.mix.weights))
    real, prices = historical_growth(returns), historical_growth(returns, "inflation")
    first = load_return_history(returns.csv).first
    for year in CRASH_YEARS:
        change = float(real[year - first] * prices[year - first]) - 1
        share = make_fact(
            Family.CRASH, Measure.CHANGE, (str(year),), f"Your mix in {year}", 100 * change, "percent", "reference",
            of=str(year), formula="weights of the classes x their returns in that year, before inflation",
        )  # fmt: skip
        yield share
        yield make_fact(
            Family.CRASH, Measure.DOLLARS, (str(year),),
            f"Your mix in {year}, in dollars of today's value",
            baseline.mix.value * change, "money", of=str(year), inputs=(share.id, "plan.start"),
            formula="that change x value that counts for retirement",
        )  # fmt: skip
