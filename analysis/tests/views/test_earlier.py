import re
from decimal import Decimal
from html import escape

import pytest
from django.urls import reverse

from analysis.jobs.keeping import delete
from analysis.models import Job
from analysis.tests.support import stored_analyses
from portfolios.facts.fact import Fact, FactSheet
from portfolios.facts.families import Family, Measure
from portfolios.templatetags.money import usd

pytestmark = pytest.mark.django_db


@pytest.fixture
def jobs(alice):
    value = Fact(
        family=Family.PORTFOLIO, measure=Measure.VALUE, subject=("portfolio",), label="Total value",
        value=Decimal("692318.08"), unit="usd", kind="computed", formula="cash and holdings",
    )  # fmt: skip
    completed = stored_analyses.completed(alice, facts=FactSheet(facts=(value,)))
    return {"completed": completed, "failed": stored_analyses.failed(alice)}


def rows(client, **query):
    history = client.get("/team/", query).content.decode().split('class="history"')[1].split("</main>")[0]
    return re.findall(r"<li>.*?</li>", history, re.DOTALL)


def test_a_row_shows_the_result(as_alice, jobs):
    document = jobs["completed"].report_payload.document
    row = rows(as_alice, show="completed")[0]
    assert "<b>72%</b>" in row
    assert document.actions[0].title.text in row
    assert f'<b class="money">{usd(jobs["completed"].facts.value(Family.PORTFOLIO, Measure.VALUE))}</b>' in row


def test_the_filter_shows_what_it_names(as_alice, jobs):
    choices = ("all", "completed", "unfinished", "nonsense")
    assert [len(rows(as_alice, show=choice)) for choice in choices] == [2, 1, 1, 2]
    assert escape(jobs["failed"].error_message) in rows(as_alice, show="unfinished")[0]


def test_a_name_is_shown_at_once_and_escaped(as_alice, jobs):
    address = reverse("rename_analysis", args=[jobs["completed"].pk])
    rows(as_alice)
    as_alice.post(address, {"name": "Before <b>the move</b>"})
    assert "Before &lt;b&gt;the move&lt;/b&gt;" in "".join(rows(as_alice))
    as_alice.post(address, {"name": "x" * 81})
    jobs["completed"].refresh_from_db()
    assert jobs["completed"].name == "Before <b>the move</b>"
    as_alice.post(address, {"name": ""})
    assert "the move" not in "".join(rows(as_alice))


def test_a_deleted_analysis_goes_with_its_steps(as_alice, jobs):
    as_alice.post(reverse("delete_analysis", args=[jobs["failed"].pk]))
    assert list(Job.objects.all()) == [jobs["completed"]]


def test_a_running_analysis_is_not_deleted(alice):
    job = stored_analyses.running(alice)
    assert not delete(user=alice, job_id=job.pk)
    assert Job.objects.filter(pk=job.pk).exists()


@pytest.mark.parametrize("action", ["rename_analysis", "delete_analysis"])
def test_a_changed_row_keeps_the_filter(as_alice, alice, action):
    job = stored_analyses.completed(alice)
    sent_from = {"Referer": "http://testserver/team/?show=completed"}
    response = as_alice.post(reverse(action, args=[job.pk]), {"name": "First"}, headers=sent_from)
    assert response["Location"] == "/team/?show=completed"


def test_without_a_script_progress_loads_again(as_alice, alice):
    refresh = '<noscript><meta http-equiv="refresh" content="5"></noscript>'
    assert refresh not in as_alice.get("/team/").content.decode()
    stored_analyses.running(alice)
    assert refresh in as_alice.get("/team/").content.decode()
