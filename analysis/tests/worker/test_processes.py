"""Guarantees of the queue on real processes: workers are killed, frozen, stopped and lose the database."""

import os
import signal

import psutil
import pytest
from django_q.tasks import async_task

from analysis.jobs import dispatch
from analysis.jobs.messages import RUN_TASK
from analysis.tests.support.database_outage import DatabaseOutage, can_connect
from analysis.tests.support.waiting import until
from analysis.tests.support.workers import attempts, author, start_job, wait_for_status
from analysis.worker.parent_link import IDLE
from people.tests.support.cast import user_manager

pytestmark = [pytest.mark.processes, pytest.mark.faults, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def slow_imports(tmp_path, monkeypatch):
    """Make the import of the settings take four seconds in every new process."""
    (tmp_path / "slow_settings.py").write_text("import time\ntime.sleep(4)\nfrom alex.settings import *\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "slow_settings")


def test_a_worker_may_import_for_a_long_time(alice, workers, slow_imports, caplog):
    job = start_job(alice)
    workers.start(warm=False, start=3)
    wait_for_status(job, "completed")
    assert "was killed" not in caplog.text


def test_a_killed_worker_costs_only_its_step(alice, workers):
    job = start_job(alice, seconds={"report": 1})
    workers.start()
    os.kill(workers.first("started", "report"), signal.SIGKILL)
    wait_for_status(job, "completed")
    assert (job.attempt, attempts(job)["report"]) == (2, 2)
    assert [attempts(job)[name] for name in ("prepare", "tag", "plan", "conclude")] == [1, 1, 1, 1]


def test_five_deliveries_run_every_step_once(alice, workers):
    job = start_job(alice, seconds={"report": 0.5})
    for _ in range(4):
        async_task(RUN_TASK, str(job.pk), str(alice.pk), ack_failure=True)
    workers.start()
    wait_for_status(job, "completed")
    assert set(attempts(job).values()) == {1}
    assert len(workers.process_ids("started")) == 7


def test_five_users_get_their_own_results(workers, db):
    people = [user_manager().create_user(f"person{n}@example.com", "correct-horse-battery") for n in range(5)]
    jobs = [start_job(person, seconds={"report": 0.2}) for person in people]
    workers.start()
    for job in jobs:
        wait_for_status(job, "completed")
        assert job.summary_payload.content == f"For {job.user_id}."
        assert {step.message.split()[-1] for step in job.steps.all()} == {str(job.user_id)}
        assert {step.user_id for step in job.steps.all()} == {job.user_id}


def test_a_job_that_kills_workers_fails_at_last(alice, bob, workers):
    job, other = start_job(alice, kill_at="charts"), start_job(bob)
    workers.start()
    wait_for_status(job, "failed")
    assert (job.attempt, job.error_code) == (3, "worker_lost")
    assert "3 times" in job.error_message and "“Charts”" in job.error_message
    assert attempts(job)["prepare"] == 1
    wait_for_status(other, "completed")


def test_a_frozen_worker_writes_nothing_later(alice, workers):
    job = start_job(alice, seconds={"report": 1})
    workers.start()
    frozen = workers.first("started", "report")
    os.kill(frozen, signal.SIGSTOP)
    wait_for_status(job, "completed")
    before = list(job.steps.values())
    os.kill(frozen, signal.SIGCONT)
    until(lambda: frozen in workers.process_ids("stopped", "report"))
    assert frozen not in workers.process_ids("finished", "report")
    assert list(job.steps.values()) == before


def test_a_worker_frozen_in_a_write_blocks_no_job(alice, workers):
    job = start_job(alice, freeze_at="report")
    workers.start()
    frozen = workers.first("started", "report")
    wait_for_status(job, "completed")
    assert author(job, "report") != frozen
    os.kill(frozen, signal.SIGCONT)


def test_a_stop_hands_the_job_over(alice, workers):
    job = start_job(alice, seconds={"report": 60})
    workers.start_as_a_process(count=1)
    workers.first("started", "report")
    children = workers.children()
    workers.stop()
    assert workers.parent.returncode == 0
    assert [child for child in children if child.is_running()] == []
    wait_for_status(job, "pending")
    assert (job.attempt, job.steps.get(name="report").status) == (0, "waiting")


def test_children_end_when_their_parent_is_killed(alice, workers):
    job = start_job(alice, seconds={"report": 60})
    workers.start_as_a_process(count=1)
    workers.first("started", "report")
    children = workers.children()
    workers.parent.kill()
    workers.parent.wait()
    psutil.wait_procs(children, timeout=10)
    assert [child for child in children if child.is_running()] == []
    assert wait_for_status(job, "pending").attempt == 0


def test_cancelling_stops_the_run_itself(alice, workers):
    job = start_job(alice, seconds={"report": 60})
    workers.start(count=1)
    workers.first("started", "report")
    assert dispatch.cancel(user=alice, job_id=job.pk)
    wait_for_status(start_job(alice), "completed")  # by the one worker, which has stopped the first job
    assert wait_for_status(job, "cancelled").steps.get(name="report").status == "skipped"


def test_a_job_survives_a_database_outage(alice, workers):
    job = start_job(alice, seconds={"report": 1.5})
    workers.start(count=1)
    workers.first("started", "report")
    with DatabaseOutage():
        assert not can_connect()
    wait_for_status(job, "completed")
    assert attempts(job)["prepare"] == 1


def test_a_worker_that_hangs_idle_is_replaced(alice, workers):
    workers.start(count=1)
    wait_for_status(start_job(alice), "completed")
    hanging = workers.process_ids("finished", "conclude")[0]
    until(lambda: workers.supervisor.children[0].state == IDLE)  # it may still be storing its result
    os.kill(hanging, signal.SIGSTOP)
    job = wait_for_status(start_job(alice), "completed")
    assert author(job, "report") != hanging
