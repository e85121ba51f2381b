"""The summary of an analysis for a terminal."""

from analysis.models import Job
from analysis.results.text_summary import format_summary_lines
from portfolios.facts.fact import FactSheet
from portfolios.tests.support.facts import fact_of


def test_a_summary_has_the_portfolios_worth():
    worth = fact_of("portfolio.value", "portfolio", value="692318.22", unit="usd")
    job = Job(status=Job.Status.COMPLETED, facts=FactSheet(facts=(worth,)))
    assert list(format_summary_lines(job)) == ["Worth: $692,318.22"]


def test_a_failed_analysis_gives_its_reason():
    job = Job(status=Job.Status.FAILED, error_message="No prices.")
    assert list(format_summary_lines(job)) == ["The analysis is failed: No prices."]
