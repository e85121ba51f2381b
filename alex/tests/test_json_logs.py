"""Log lines as JSON say what they are about, and nothing personal."""

import json
import logging

import pytest

from alex.json_logs import JsonFormatter
from analysis.tests.support.alices_portfolio import alice_owns_the_demo
from analysis.tests.support.model_runs import run_analysis
from people import acting_as
from people.log_context import current_log_context, hash_user, log_context


@pytest.fixture
def lines(caplog):
    """Return a function that returns the log so far as JSON objects."""
    caplog.handler.setFormatter(JsonFormatter())
    caplog.set_level(logging.INFO)
    return lambda: [json.loads(line) for line in caplog.text.splitlines()]


def test_a_line_is_one_json_object(lines):
    with log_context(request_id="r-1", job_id="j-1"):
        logging.getLogger("alex.tests").warning("Prices of %s are\nlate", "VTI")
    (line,) = lines()
    assert line.keys() == {"time", "level", "logger", "message", "request_id", "job_id"}
    assert (line["level"], line["logger"], line["request_id"]) == ("WARNING", "alex.tests", "r-1")
    assert line["message"] == "Prices of VTI are\nlate"


def test_an_error_brings_its_traceback(lines):
    try:
        raise ZeroDivisionError
    except ZeroDivisionError:
        logging.getLogger("alex.tests").exception("It failed.")
    (line,) = lines()
    assert line["error"].startswith("Traceback") and "ZeroDivisionError" in line["error"]


def test_the_context_ends_with_its_block():
    with log_context(job_id="1"), log_context(agent="planner"):
        assert current_log_context() == {"job_id": "1", "agent": "planner"}
    assert current_log_context() == {}


def test_a_user_is_a_hash_that_stays_the_same(alice, bob, settings):
    first = hash_user(alice.pk)
    assert first == hash_user(str(alice.pk)) != hash_user(bob.pk)
    assert len(first) == 12 and first not in str(alice.pk)
    settings.SECRET_KEY = "another"
    assert hash_user(alice.pk) != first


@pytest.mark.slow
def test_a_failed_step_names_job_agent_and_person(alice, monkeypatch, lines, settings):
    settings.LEASE_BEAT_SECONDS = 3600

    def fail(*_):
        logging.getLogger("advisors.reporter").warning("about to fail")
        raise ZeroDivisionError

    monkeypatch.setattr("advisors.reporter.step.work", fail)
    alice_owns_the_demo(alice)
    job = run_analysis(alice)
    (line,) = [line for line in lines() if line["message"] == "about to fail"]
    assert (line["job_id"], line["agent"], line["user"]) == (str(job.pk), "reporter", hash_user(alice.pk))
    assert alice.email not in json.dumps(lines())


def test_a_page_names_its_person(as_alice, alice, monkeypatch):
    named = []

    def acting(user_id):
        named.append(current_log_context()["user"])
        return acting_as(user_id)

    monkeypatch.setattr("people.middleware.acting_as", acting)
    assert as_alice.get("/accounts/").status_code == 200
    assert named == [hash_user(alice.pk)]
