"""Workers forked from a template: they are ready at once, outlive it, and are replaced when they are killed."""

import os
import signal
import subprocess
import sys

import psutil
import pytest
from django.conf import settings

from analysis.tests.support.database_outage import get_database_url
from analysis.tests.support.slow_worker import CHILD, TEMPLATE
from analysis.tests.support.waiting import keep_alive_until, until

pytestmark = [pytest.mark.processes, pytest.mark.faults]

LOADED = """
import threading
from analysis.worker.entry import load
load(lambda: None)
from django.db import connection
import asyncio
print(threading.active_count(), connection.connection, asyncio.get_event_loop_policy()._local.__dict__.get("_loop"))
"""


@pytest.fixture(autouse=True)
def workers_on_the_test_database(transactional_db, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", get_database_url())
    monkeypatch.setenv("SECRET_KEY", settings.SECRET_KEY)
    monkeypatch.setenv("LOG_LEVEL", "CRITICAL")


@pytest.fixture
def supervisor(supervise):
    """Return a supervisor with two idle workers that were forked."""
    supervisor = supervise(CHILD, 2, template=TEMPLATE)
    keep_alive_until(supervisor, lambda: are_idle(supervisor))
    return supervisor


def are_idle(supervisor):
    return [child.state for child in supervisor.children if child.is_alive] == ["idle", "idle"]


def pids(supervisor):
    return {child.process.pid for child in supervisor.children}


def test_workers_are_forked_from_the_template(supervisor):
    template = psutil.Process(supervisor.template.process.pid)
    assert {child.pid for child in template.children()} == pids(supervisor)


def test_killed_workers_are_forked_again(supervisor):
    before, template = pids(supervisor), supervisor.template
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    keep_alive_until(supervisor, lambda: are_idle(supervisor) and not pids(supervisor) & before)
    assert (supervisor.template, supervisor.pause) == (template, 0)


def test_the_exit_status_of_a_worker_is_known(supervisor):
    killed, stopped = supervisor.children
    os.kill(killed.process.pid, signal.SIGKILL)
    stopped.request_stop()
    assert (killed.process.wait(10), stopped.process.wait(10)) == (-signal.SIGKILL, 0)


def test_workers_outlive_their_template(supervisor):
    before, template = pids(supervisor), supervisor.template
    os.kill(template.process.pid, signal.SIGKILL)
    keep_alive_until(supervisor, lambda: supervisor.template not in (None, template))
    assert pids(supervisor) == before and are_idle(supervisor)


def test_an_orphaned_worker_is_still_replaced(supervisor):
    orphan = supervisor.children[0]
    os.kill(supervisor.template.process.pid, signal.SIGKILL)
    supervisor.template.process.wait()
    os.kill(orphan.process.pid, signal.SIGKILL)
    keep_alive_until(supervisor, lambda: orphan not in supervisor.children and are_idle(supervisor))


def test_all_processes_may_be_killed_at_once(supervisor):
    before = pids(supervisor)
    for pid in (*before, supervisor.template.process.pid):
        os.kill(pid, signal.SIGKILL)
    keep_alive_until(supervisor, lambda: are_idle(supervisor) and not pids(supervisor) & before)


def test_a_stuck_template_is_replaced(supervise):
    supervisor = supervise(CHILD, 1, template=TEMPLATE, fork=1)
    keep_alive_until(supervisor, lambda: [child.state for child in supervisor.children] == ["idle"])
    stuck = supervisor.template
    os.kill(stuck.process.pid, signal.SIGSTOP)
    os.kill(supervisor.children[0].process.pid, signal.SIGKILL)
    keep_alive_until(supervisor, lambda: supervisor.template not in (None, stuck))
    keep_alive_until(supervisor, lambda: [child.state for child in supervisor.children] == ["idle"])


def test_everything_ends_with_its_supervisor(supervisor):
    processes = [psutil.Process(pid) for pid in (*pids(supervisor), supervisor.template.process.pid)]
    supervisor.end_children()
    assert [process for process in processes if process.is_running()] == []


def test_a_template_that_imports_ends_at_once(supervise):
    supervisor = supervise(CHILD, template=TEMPLATE)
    template = supervisor.template
    until(lambda: template.last_progress > 0 and template.is_starting)
    template.request_stop()
    assert template.process.wait(30) == 0


def test_templates_that_fail_are_paused(supervise):
    supervisor = supervise(CHILD, template=(sys.executable, "-c", "raise SystemExit(3)"), max_pause=0.1)
    keep_alive_until(supervisor, lambda: supervisor._failed_starts > 2)
    assert (supervisor.children, supervisor.pause) == ([], 0.1)


def test_a_template_has_nothing_that_a_fork_breaks():
    loaded = subprocess.run(
        [sys.executable, "-c", LOADED], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )
    assert loaded.stdout.split() == ["1", "None", "None"]
