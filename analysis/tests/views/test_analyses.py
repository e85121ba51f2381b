"""The analysis page: its head, its tabs, and jobs without a result."""

import re
from html import unescape

import pytest
from django.template import Context, Template
from django.urls import reverse

from advisors.tests.support.documents import sample_document
from analysis.models import Job
from analysis.payloads import RetirementPayload
from analysis.results.chart_data import build_fan_chart
from analysis.tests.support import stored_analyses

TABS = ("overview", "charts", "retirement", "recommendations", "trace", "all")


def analysis_url(job):
    return reverse("analysis", args=[job.pk])


def open_tab(client, job, tab="overview"):
    response = client.get(analysis_url(job), {"tab": tab})
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def job(alice):
    return stored_analyses.completed(alice)


def test_the_head_names_time_data_and_writer(as_alice, job):
    head = open_tab(as_alice, job)
    assert f"{job.completed_at:%B} {job.completed_at.day}, {job.completed_at.year}</time>" in head
    assert "41 figures checked, 2 corrected" in head
    text = open_tab(as_alice, job, "trace")
    assert "41 figures computed and checked by code, 2 corrected" in text
    assert f"Your accounts as of {job.snapshot.taken_at:%B} {job.snapshot.taken_at.day}" in text
    assert "Written without an AI model" in text


def test_every_chart_has_title_text_and_table(as_alice, job):
    text = open_tab(as_alice, job, "charts")
    assert text.count("<figcaption><h2>") == text.count("<table") == text.count('data-save="csv"') == 5
    assert text.count('<ul class="bars"') == 4
    assert text.count('role="img"') == 2, "a line chart has a wide and a narrow drawing"
    assert '<th scope="row">Stocks</th><td class="num">$600</td><td class="num">60.0%</td>' in text


def test_charts_come_in_the_catalogues_order(as_alice, job):
    titles = re.findall(r"<h2>The (\w+)</h2>", open_tab(as_alice, job, "charts"))
    assert titles == ["asset_class", "regions", "sectors", "drift", "retirement"]


def test_a_drift_is_shown_in_signed_points(as_alice, job):
    text = open_tab(as_alice, job, "charts")
    assert "−3.5 points" in text
    assert "+3.5 points" in text


def test_retirement_shows_chance_income_and_fan(as_alice, job):
    text = open_tab(as_alice, job, "retirement")
    assert '<p class="figure"><b>72%</b><span>Before taxes. ± 0.5 points. 95% interval: 71.5% to 73.3%</span>' in text
    assert "95% interval: 71.5% to 73.3%" in text
    assert "$71,250" in text
    assert "$1.23M" in text
    assert "Half of the scenarios leave more than $2,500 at " in text


def test_the_fan_table_ends_with_the_last_year(as_alice, job):
    fan = build_fan_chart(job.retirement_payload, "USD")
    rows = fan.data["rows"]
    assert len(rows) <= 13
    assert rows[-1]["age"] == job.retirement_payload.first_age + 30
    assert rows[-1]["values"] == [1150.0, 1300.0, 1750.0, 2500.0, 3250.0, 3700.0, 3850.0]
    assert '<td class="num">$3,850</td></tr></tbody>' in open_tab(as_alice, job, "retirement")


@pytest.mark.parametrize("fan", [None, {}, {"years": [], "real": {}}, {"years": [0], "real": {"5": [1.0]}}])
def test_without_a_fan_no_chart_is_drawn(as_alice, alice, fan):
    job = stored_analyses.completed(
        alice, retirement_payload=RetirementPayload(analysis="Nothing to simulate.", fan=fan)
    )
    text = open_tab(as_alice, job, "retirement")
    assert "chart-fan" not in text
    assert "Set an income goal, and Alex computes how likely your money is to last." in text


def test_a_failed_specialist_is_named(as_alice, alice):
    steps = {**stored_analyses.FINISHED, "retirement": ("failed", "The engine found no balance.")}
    job = stored_analyses.completed(alice, steps=steps, retirement_payload=None)
    assert "Retirement Planner: not in this analysis." in open_tab(as_alice, job)
    assert "No projection" in open_tab(as_alice, job, "retirement")


@pytest.mark.parametrize("tab", TABS)
def test_an_analysis_names_its_missing_parts(as_alice, alice, tab):
    empty = dict.fromkeys(("report_payload", "charts_payload", "retirement_payload", "summary_payload"))
    text = open_tab(as_alice, stored_analyses.completed(alice, **empty), tab)
    assert re.search(r"No (report|charts|projection|recommendations|trace)", text)


def test_an_unknown_tab_is_the_overview(as_alice, job):
    assert 'id="tab-overview" aria-current="page"' in open_tab(as_alice, job, "<script>")


def test_all_tabs_can_be_shown_on_one_page(as_alice, job):
    text = open_tab(as_alice, job, "all")
    first = sample_document().actions[0].title.text
    for expected in ("Where you stand", "What you own", "The asset_class", "Half of the scenarios", first):
        assert expected in text


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (stored_analyses.pending, "is being written"),
        (stored_analyses.running, "is being written"),
        (stored_analyses.failed, "did not finish"),
        (stored_analyses.cancelled, "was cancelled"),
    ],
)
def test_a_job_without_a_result_shows_its_state(as_alice, alice, state, expected):
    assert expected in open_tab(as_alice, state(alice))


@pytest.mark.parametrize("tab", TABS)
def test_a_stranger_finds_no_analysis(as_bob, job, tab):
    assert as_bob.get(analysis_url(job), {"tab": tab}).status_code == 404


def test_the_latest_analysis_has_its_own_url(as_alice, alice):
    stored_analyses.completed(alice)
    latest = stored_analyses.completed(alice)
    stored_analyses.failed(alice)
    assert as_alice.get("/analysis/")["Location"] == analysis_url(latest)


def test_without_an_analysis_the_team_opens(as_alice):
    response = as_alice.get("/analysis/", follow=True)
    assert response.redirect_chain == [("/team/", 302)]
    assert "no finished analysis yet" in response.content.decode()


def card_for(user):
    return Template("{% load analysis_cards %}{% last_analysis user %}").render(Context({"user": user}))


def test_the_card_links_to_last_or_start(alice, bob):
    job = stored_analyses.completed(alice)
    assert analysis_url(job) in card_for(alice)
    assert "Start your first analysis" in card_for(bob)


def test_the_card_names_the_first_three_actions(alice):
    actions = stored_analyses.completed(alice).report_payload.document.actions
    card = unescape(card_for(alice))
    assert [action.title.text in card for action in actions[:3]] == [True] * len(actions[:3])
    assert not [action for action in actions[3:] if action.title.text in card]


def test_the_card_shows_the_chance(alice):
    payload = RetirementPayload(analysis="", success_probability="0.8535")
    stored_analyses.completed(alice, retirement_payload=payload)
    assert "85%" in card_for(alice) and "Chance your money lasts" in card_for(alice)


def test_the_card_does_without_a_projection(alice):
    stored_analyses.completed(alice, retirement_payload=None)
    assert "has no projection" in card_for(alice)


def test_the_card_takes_two_queries(alice, django_assert_num_queries):
    stored_analyses.completed(alice)
    with django_assert_num_queries(2):
        card_for(alice)


@pytest.mark.parametrize("tab", TABS)
def test_the_analysis_page_makes_few_queries(as_alice, job, django_assert_max_num_queries, tab):
    with django_assert_max_num_queries(12):
        open_tab(as_alice, job, tab)


def test_a_page_does_not_load_the_snapshot(as_alice, job, django_assert_max_num_queries):
    with django_assert_max_num_queries(12) as captured:
        open_tab(as_alice, job)
    columns = [query["sql"] for query in captured.captured_queries if Job._meta.db_table in query["sql"]]
    assert not [sql for sql in columns if '"analysis_job"."snapshot",' in sql]


@pytest.mark.parametrize("certain", ["0", "1"])
def test_a_zero_error_shows_only_the_interval(as_alice, alice, certain):
    payload = RetirementPayload(analysis="", success_probability=certain, standard_error="0", interval=[0.0, 0.1])
    text = open_tab(as_alice, stored_analyses.completed(alice, retirement_payload=payload), "retirement")
    assert "±" not in text
    assert ("over 99%" if certain == "1" else "under 1%") in text
    assert "95% interval: 0.0% to 10.0%" in text
