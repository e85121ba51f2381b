"""Workers that are killed at any moment, all at once, or run with a wrong clock: no job is lost, no step runs twice."""

import os
import signal
import time

import pytest
from django_q.models import OrmQ

from analysis.jobs import dispatch
from analysis.tests.support.faults import only_long
from analysis.tests.support.waiting import until
from analysis.tests.support.workers import attempts, start_job, wait_for_status
from people.tests.support.cast import user_manager
from people.tests.support.figures import print_figure

pytestmark = [pytest.mark.processes, pytest.mark.faults, pytest.mark.django_db(transaction=True)]
STEPS = ("prepare", "tag", "plan", "report", "charts", "retirement", "conclude")
SHORT = ("plan",)


def steps_to_kill():
    return [pytest.param(name, marks=[] if name in SHORT else only_long) for name in STEPS]


@pytest.mark.parametrize("name", steps_to_kill())
def test_a_kill_in_a_step_repeats_only_it(alice, workers, name):
    job = start_job(alice, kill_in=name)
    workers.start()
    wait_for_status(job, "completed")
    assert (job.attempt, attempts(job)[name]) == (2, 2)
    finished = [workers.process_ids("finished", step) for step in STEPS]
    assert [len(pids) for pids in finished] == [1] * len(STEPS)


@pytest.mark.parametrize("name", steps_to_kill()[:-1])
def test_a_kill_after_a_step_repeats_no_finished_one(alice, workers, name):
    job = start_job(alice, kill_after=name)
    workers.start()
    wait_for_status(job, "completed")
    assert (job.attempt, attempts(job)[name]) == (2, 1)


def test_a_job_starts_after_all_idle_workers_died(alice, workers):
    workers.start()
    until(lambda: [child.state for child in workers.supervisor.children] == ["idle", "idle"])
    jobs = [start_job(alice)]
    for child in list(workers.supervisor.children):
        os.kill(child.process.pid, signal.SIGKILL)
    began = time.monotonic()
    until(lambda: workers.process_ids("started"))
    print_figure(f"after all idle workers were killed, the first step began within {time.monotonic() - began:.1f} s")
    wait_for_status(jobs[0], "completed")


@pytest.mark.parametrize("seconds", ["3600", pytest.param("-3600", marks=only_long)])
def test_a_wrong_clock_does_no_harm(workers, db, monkeypatch, seconds):
    monkeypatch.setenv("STAND_IN_CLOCK", seconds)
    people = [user_manager().create_user(f"person{n}@example.com", "correct-horse-battery") for n in range(3)]
    jobs = [start_job(person, seconds={"report": 0.2}) for person in people]
    workers.start()
    for job in jobs:
        wait_for_status(job, "completed")
        assert (job.attempt, set(attempts(job).values())) == (1, {1})


def test_no_message_is_left_over(workers, db):
    people = [user_manager().create_user(f"person{n}@example.com", "correct-horse-battery") for n in range(6)]
    jobs = [start_job(person, seconds={"report": 0.3}) for person in people]
    workers.start()
    for job in jobs:
        wait_for_status(job, "completed")
    until(lambda: not OrmQ.objects.exists())


def test_a_person_deleted_in_a_run_leaves_nothing(alice, bob, workers):
    job = start_job(alice, seconds={"report": 60})
    workers.start(count=1)
    workers.first("started", "report")
    alice.delete()
    until(lambda: workers.process_ids("stopped", "report"))
    wait_for_status(start_job(bob), "completed")  # by the same worker
    assert not dispatch.Job.objects.filter(pk=job.pk).exists()
    assert not dispatch.Step.objects.filter(job_id=job.pk).exists()
