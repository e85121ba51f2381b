"""A new chart needs one entry in `advisors/charter/catalogue.py`. The tests add one and find it everywhere."""

import json
from decimal import Decimal

import pytest

from advisors.charter import catalogue, prompts, writer
from advisors.charter.drawing import find_faults
from advisors.charter.series import Measured, Series
from advisors.tests.support import cases as people
from advisors.writing.case import ref
from analysis.models import Job
from analysis.results.document import load_result
from analysis.tests.support.model_runs import copy_analysis, record_analysis
from portfolios.valuation.value import round_half_even


def measure_largest(situation, fan):
    points = tuple((i.symbol, round_half_even(worth)) for i, worth in situation.portfolio.holdings[:3])
    return Measured(points, about=("portfolio.value",))


LARGEST = Series(
    key="largest_three",
    label="The three largest",
    form="compare",
    chart_type="bar",
    title="Your three largest holdings",
    topic="holdings",
    measure=measure_largest,
    describe=lambda situation: f"You own {ref('portfolio.value')} in all.",
    interest=lambda situation: 99,
)


@pytest.fixture(autouse=True, scope="module")
def new_chart():
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(catalogue, "SERIES", (*catalogue.SERIES, LARGEST))
        yield


@pytest.fixture
def case():
    situation, baseline = people.case(people.without_goal())
    return situation, catalogue.compute_series(situation, baseline.projection.fan.real)


@pytest.fixture(scope="module")
def rows_of_a_run(new_chart, django_db_setup, django_db_blocker):
    return record_analysis(django_db_blocker)


@pytest.fixture
def job(alice, rows_of_a_run):
    job = copy_analysis(alice, rows_of_a_run)
    assert job.status == Job.Status.COMPLETED
    return job


def test_the_charter_may_choose_the_new_chart(case):
    situation, series = case
    offered = json.loads(prompts.build_task("", series, situation.facts).split("\n", 1)[1])["series"]
    assert offered[-1]["key"] == "largest_three"
    assert [fact["id"] for fact in offered[-1]["facts"]] == ["portfolio.value"]


def test_the_built_in_writer_chooses_the_chart(case):
    choices = writer.choose_charts(*case).charts
    assert choices[3].series == "largest_three"
    assert find_faults(choices, case[1]) == []


def test_the_payload_has_the_new_charts_data(job):
    chart = job.charts_payload["largest_three"]
    assert (chart.type, chart.unit, len(chart.data)) == ("bar", "usd", 3)
    assert chart.data[0].value >= chart.data[1].value > Decimal(0)
    assert list(job.charts_payload)[-1] == "largest_three"


def test_the_new_description_has_printed_figures(job):
    assert job.charts_payload["largest_three"].description.startswith("You own $")
    assert load_result(job).charts["largest_three"].description.source == "You own [[portfolio.value]] in all."


def test_the_page_draws_the_new_chart(job, as_alice):
    text = as_alice.get(f"/analyses/{job.pk}/?tab=charts").content.decode()
    assert 'id="chart-largest_three"' in text
    assert "Your three largest holdings" in text


def test_the_new_figures_link_to_their_facts(job, as_alice):
    text = as_alice.get(f"/analyses/{job.pk}/?tab=charts").content.decode()
    start = text.index("Your three largest holdings")
    assert 'class="fact ' in text[start:]
