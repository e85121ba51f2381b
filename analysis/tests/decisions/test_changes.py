"""Decisions about the actions of an analysis: stored once, by their owner, and shown where the action is."""

import pytest

from analysis.decisions.changes import UnknownAction, decide, take_back
from analysis.decisions.models import Decision
from analysis.results.last_analysis import is_settled, load_last_analysis
from analysis.tests.support import stored_analyses
from people.models import AuditEvent
from portfolios.tests.conftest import make_account

HTMX = {"HX-Request": "true"}


@pytest.fixture
def job(alice):
    return stored_analyses.completed(alice)


@pytest.fixture
def actions(job):
    return job.report_payload.document.actions


def single(actions):
    return next(action for action in actions if not action.options)


def send(client, job, headers=None, **body):
    return client.post(f"/analyses/{job.pk}/decide/", {"choice": "do", "page": "dashboard", **body}, headers=headers)


def test_a_decision_replaces_the_one_before(alice, job, actions):
    action = single(actions)
    for choice in Decision.Choice:
        decide(user=alice, job_id=job.pk, action_id=action.id, choice=choice, note="Because")
    row = Decision.objects.get()
    assert (row.choice, row.note, row.user, row.job) == (Decision.Choice.NO, "Because", alice, job)
    assert AuditEvent.objects.filter(action="decision_recorded", details=action.title.text).count() == 3


def test_a_decision_is_taken_back_once(alice, job, actions):
    decide(user=alice, job_id=job.pk, action_id=single(actions).id, choice=Decision.Choice.DO)
    assert take_back(user=alice, job_id=job.pk, action_id=single(actions).id)
    assert not take_back(user=alice, job_id=job.pk, action_id=single(actions).id)
    assert AuditEvent.objects.filter(action="decision_taken_back").count() == 1


@pytest.mark.parametrize("action_id", ["nothing", ""])
def test_only_actions_of_the_analysis_are_decided(alice, job, action_id):
    with pytest.raises(UnknownAction):
        decide(user=alice, job_id=job.pk, action_id=action_id, choice=Decision.Choice.DO)


@pytest.mark.parametrize("action_id", ["A b", "no_such_action", "x<y"])
def test_an_action_that_is_not_there_is_not_found(as_alice, job, action_id):
    assert send(as_alice, job, action=action_id).status_code == 404
    assert not Decision.objects.exists()


def test_nobody_decides_for_somebody_else(as_bob, bob, job, actions):
    with pytest.raises(UnknownAction):
        decide(user=bob, job_id=job.pk, action_id=single(actions).id, choice=Decision.Choice.DO)
    assert send(as_bob, job, action=single(actions).id).status_code == 404
    assert not take_back(user=bob, job_id=job.pk, action_id=single(actions).id)
    assert not Decision.objects.exists()


def test_one_option_to_be_done_settles_a_group(alice, job, actions):
    group = next(action for action in actions if action.options)
    for option, settled in zip(group.options[:2], (False, True), strict=True):
        choice = Decision.Choice.DO if settled else Decision.Choice.NO
        decide(user=alice, job_id=job.pk, action_id=option.id, choice=choice)
        assert is_settled(group, load_last_analysis(alice).decisions) is settled


def test_the_dashboard_shows_open_and_decided_actions(as_alice, alice, job, actions):
    make_account(alice)
    action = single(actions)
    assert send(as_alice, job, action=action.id, note="After <b>payday</b>")["Location"] == "/dashboard/#next"
    page = as_alice.get("/dashboard/").content.decode()
    decided = page[page.index('class="settled"') :]
    assert action.title.text in decided.replace("&#x27;", "'")
    assert "After &lt;b&gt;payday&lt;/b&gt;" in decided
    card = send(as_alice, job, HTMX, action=action.id, choice="open").content.decode()
    assert card.lstrip().startswith('<section class="card" id="next"')
    assert 'class="settled"' not in card


def test_the_analysis_answers_with_the_decision(as_alice, job, actions):
    action = single(actions)
    answer = send(as_alice, job, HTMX, action=action.id, page="analysis", choice="later").content.decode()
    assert "Later" in answer and "autofocus" in answer and f'id="choice-{action.id}"' in answer
    plain = send(as_alice, job, action=action.id, page="analysis")
    assert plain["Location"] == f"/analyses/{job.pk}/?tab=recommendations#choice-{action.id}"


@pytest.mark.parametrize("body", [{"choice": "maybe"}, {"note": "x" * 301}, {"page": "elsewhere"}])
def test_a_wrong_decision_saves_nothing(as_alice, job, actions, body):
    assert send(as_alice, job, **{"action": single(actions).id, **body})["Location"] == "/dashboard/"
    assert "Nothing was saved" in as_alice.get("/dashboard/").content.decode()
    assert not Decision.objects.exists()
