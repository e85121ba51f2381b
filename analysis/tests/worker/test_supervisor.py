"""The supervisor of the workers, with child processes that only pretend to work."""

import sys
import time

import pytest
from django.core.cache import cache
from django_q.brokers import get_broker
from django_q.models import OrmQ
from django_q.tasks import async_task

from analysis.jobs import dispatch
from analysis.tests.support.waiting import keep_alive_until, until
from analysis.worker import child as worker_child
from analysis.worker.processes import SupervisorTimings, WorkerProcess, spawn
from analysis.worker.supervisor import Supervisor

pytestmark = pytest.mark.processes

IDLE = (sys.executable, "-c", "import sys; print('idle', flush=True); sys.stdin.read()")
BUSY = (sys.executable, "-c", "import sys; print('busy', flush=True); sys.stdin.read()")
DEAF = (sys.executable, "-c", "print('idle', flush=True); import time; time.sleep(600)")
DYING = (sys.executable, "-c", "raise SystemExit(3)")
RETIRING = (sys.executable, "-c", "pass")


def wait_for_state(child, state):
    until(lambda: child.state == state)
    return child


def wait_for_exit(supervisor):
    return until(lambda: [child for child in supervisor.children if not child.is_alive])


def test_the_supervisor_keeps_its_child_count(supervise):
    supervisor = supervise(IDLE, count=3)
    keep_alive_until(supervisor, lambda: [child.state for child in supervisor.children] == ["idle"] * 3)


def test_a_dead_child_is_replaced(supervise):
    supervisor = supervise(IDLE)
    (child,) = supervisor.children
    child.process.kill()
    wait_for_exit(supervisor)
    supervisor.maintain_children()
    assert len(supervisor.children) == 1 and child not in supervisor.children


def test_failing_starts_have_longer_pauses(supervise):
    supervisor = supervise(DYING)
    for _ in range(2):
        wait_for_exit(supervisor)
        supervisor.maintain_children()
    assert supervisor.children == []
    assert supervisor.pause > 1


def test_a_retired_child_is_replaced_at_once(supervise):
    supervisor = supervise(RETIRING)
    for _ in range(3):
        wait_for_exit(supervisor)
        supervisor.maintain_children()
    assert len(supervisor.children) == 1


def test_a_silent_idle_child_is_killed(supervise):
    supervisor = supervise(IDLE, max_silence=0.05)
    child = wait_for_state(supervisor.children[0], "idle")
    keep_alive_until(supervisor, lambda: not child.is_alive)
    assert child.process.returncode is not None and child not in supervisor.children


def test_a_busy_child_may_be_silent_for_a_task(supervise):
    supervisor = supervise(BUSY, max_silence=0)
    assert not wait_for_state(supervisor.children[0], "busy").complaint(supervisor.times, 0)


def test_idle_children_restart_when_a_job_waits(alice, supervise, caplog):
    dispatch.start(user=alice)
    supervisor = supervise(IDLE, stalled_after=0)
    child = wait_for_state(supervisor.children[0], "idle")
    until(lambda: supervisor.check_jobs() or not child.is_alive)
    assert "Jobs wait although workers are idle" in caplog.text


def test_a_job_may_wait_while_every_child_is_busy(alice, supervise):
    dispatch.start(user=alice)
    supervisor = supervise(BUSY, stalled_after=0)
    child = wait_for_state(supervisor.children[0], "busy")
    for _ in range(3):
        supervisor.check_jobs()
    assert child.is_alive


@pytest.mark.parametrize("command", [IDLE, DEAF])
def test_draining_kills_a_child_that_hangs(command):
    supervisor = Supervisor(1, command=command, times=SupervisorTimings(drain=0.2))
    supervisor.children.append(wait_for_state(WorkerProcess(spawn(command)), "idle"))
    supervisor.stop()
    started = time.monotonic()
    supervisor.run()
    assert not supervisor.children[0].is_alive
    assert time.monotonic() - started < 5


def test_an_unreadable_message_is_dropped(db, monkeypatch, caplog):
    monkeypatch.setattr(worker_child, "close_old_connections", lambda: None)
    package = OrmQ.objects.create(key="alex-tasks", payload="not signed", lock=None)
    worker_child.process_message(package.payload, package.pk, get_broker())
    assert not OrmQ.objects.exists()
    assert "cannot be read" in caplog.text


def test_polling_an_empty_queue_is_one_query(db, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr("analysis.jobs.database_queue.time.sleep", lambda _: None)
    async_task("math.sqrt", 9)
    OrmQ.objects.all().delete()
    with django_assert_num_queries(1):
        assert get_broker().dequeue() == []


@pytest.mark.django_db(transaction=True)
def test_daily_tasks_are_enqueued_once(supervise, settings):
    settings.RESEARCH_FEEDS = ["all"]
    cache.clear()
    supervisor = supervise(IDLE)
    supervisor.enqueue_daily_tasks()
    supervisor.enqueue_daily_tasks()
    assert OrmQ.objects.count() == 5  # prices, research, retention, cleaning, schedules
