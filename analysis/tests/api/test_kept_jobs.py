"""The API keeps an ended job and answers programs that have it already."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from analysis.models import Job
from analysis.tests.support import stored_analyses
from people.kept_pages.store import store

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(alice):
    store.clear()
    return stored_analyses.completed(alice)


def ask(client, job, **headers):
    return client.get(f"/api/jobs/{job.pk}", headers=headers)


def test_a_kept_job_is_the_same_answer(as_alice, job):
    with CaptureQueriesContext(connection) as first:
        fresh = ask(as_alice, job)
    with CaptureQueriesContext(connection) as second:
        kept = ask(as_alice, job)
    assert fresh.json() == kept.json() and fresh.json()["report_payload"]
    assert len(second) < len(first)
    assert kept["Cache-Control"] == "private, no-cache"
    assert {"Authorization", "Cookie"} <= {word.strip() for word in kept["Vary"].split(",")}


def test_a_program_that_has_it_gets_304(as_alice, job):
    tag = ask(as_alice, job)["ETag"]
    again = ask(as_alice, job, **{"If-None-Match": tag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    assert not tag.startswith("W/")
    assert ask(as_alice, job, **{"If-None-Match": '"another"'}).status_code == 200


def test_a_changed_job_has_another_tag(as_alice, job):
    tag = ask(as_alice, job)["ETag"]
    Job.objects.filter(pk=job.pk).change(summary_payload=None)
    assert ask(as_alice, job, **{"If-None-Match": tag}).status_code == 200


def test_a_stranger_never_gets_a_kept_job(as_alice, as_bob, job):
    tag = ask(as_alice, job)["ETag"]
    assert ask(as_bob, job, **{"If-None-Match": tag}).status_code == 403


def test_a_running_job_is_not_kept(as_alice, alice):
    store.clear()
    assert "ETag" not in ask(as_alice, stored_analyses.running(alice))
    assert len(store) == 0
