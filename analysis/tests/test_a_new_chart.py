"""A new chart needs one entry in `advisors/charter/catalogue.py`. The tests add one and find it everywhere."""

import json
from decimal import Decimal

import pytest

from advisors.charter import catalogue, prompts, writer
from advisors.charter.drawing import find_fault
from advisors.charter.series import Measured, Series
from advisors.outline.menu import Menu
from advisors.tests.support.documents import sample_case
from analysis.models import Job
from analysis.tests.results.test_figures import buttons
from analysis.tests.support.model_runs import copy_analysis, record_analysis
from portfolios.valuation.value import round_half_even

pytestmark = pytest.mark.slow


def measure_largest(situation, fan):
    points = tuple((i.symbol, round_half_even(worth)) for i, worth in situation.portfolio.holdings[:3])
    return Measured(points)


LARGEST = Series(
    key="largest_three",
    label="The three largest",
    form="compare",
    chart_type="bar",
    title="Your three largest holdings",
    topic="holdings",
    measure=measure_largest,
    captions=(("worth",),),
    interest=lambda situation: 99,
)


@pytest.fixture(autouse=True, scope="module")
def new_chart():
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(catalogue, "SERIES", (*catalogue.SERIES, LARGEST))
        yield


@pytest.fixture
def menu():
    return Menu(sample_case(), ())


@pytest.fixture
def series(menu):
    return catalogue.compute_series(menu.case.situation, menu.case.baseline.projection.fan.real)


@pytest.fixture(scope="module")
def rows_of_a_run(new_chart, django_db_setup, django_db_blocker):
    return record_analysis(django_db_blocker)


@pytest.fixture
def job(alice, rows_of_a_run):
    job = copy_analysis(alice, rows_of_a_run)
    assert job.status == Job.Status.COMPLETED
    return job


def test_the_charter_may_choose_the_new_chart(menu, series):
    offered = json.loads(prompts.build_task("", series, menu).split("\n", 1)[1])["series"]
    assert offered[-1]["key"] == "largest_three"
    (caption,) = offered[-1]["captions"]
    assert caption.startswith("worth = ") and "$180,960" in caption


def test_the_built_in_writer_chooses_the_chart(menu, series):
    lines = writer.write_lines(menu, series).splitlines()
    charts = [line for line in lines if line.startswith("chart ")]
    assert charts[3] == "chart largest_three bar"
    assert lines[lines.index(charts[3]) + 1] == "worth"
    assert find_fault(series[-1], "bar") == ""


def test_the_payload_has_the_new_charts_data(job):
    chart = job.charts_payload["largest_three"]
    assert (chart.type, chart.unit, len(chart.data)) == ("bar", "usd", 3)
    assert chart.data[0].value >= chart.data[1].value > Decimal(0)
    assert list(job.charts_payload)[-1] == "largest_three"


def test_the_new_caption_has_printed_figures(job):
    chart = job.charts_payload["largest_three"]
    assert [sentence.kind for sentence in chart.caption] == ["worth"]
    assert {figure.fact for figure in chart.caption[0].figures} >= {"portfolio.value"}
    assert chart.description == chart.caption[0].text


def test_the_page_draws_the_new_chart(job, as_alice):
    text = as_alice.get(f"/analyses/{job.pk}/?tab=charts").content.decode()
    assert 'id="chart-largest_three"' in text
    assert "Your three largest holdings" in text


def test_the_new_figures_link_to_their_facts(job, as_alice):
    text = as_alice.get(f"/analyses/{job.pk}/?tab=charts").content.decode()
    chart = text[text.index('id="chart-largest_three"') :].split("</figure>")[0]
    caption, rows = chart.split("<tbody>")
    assert "portfolio.value" in [fact_id for fact_id, _ in buttons(caption)]
    assert len(buttons(rows)) == 3
