"""The start of workers: one imports at a time, a slow one gets time, a hanging one is replaced."""

import subprocess
import sys
import time

import pytest
from django.conf import settings

from analysis.jobs.worker_status import WorkerState
from analysis.tests.support.slow_worker import gated_child
from analysis.tests.support.waiting import keep_alive_until, until
from analysis.worker.supervisor import CHILD_COMMAND

pytestmark = pytest.mark.processes

SILENT = (sys.executable, "-c", "import sys, time; time.sleep(1); print('idle', flush=True); sys.stdin.read()")
HANGING = "import time; time.sleep(600)"


@pytest.fixture
def gate(tmp_path):
    """Return the path of the file that a gated child waits for."""
    return tmp_path / "gate"


@pytest.fixture
def hanging_imports(tmp_path, monkeypatch):
    """Make the import of Django hang in every process that starts now."""
    (tmp_path / "django.py").write_text(HANGING)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))


def states(supervisor):
    return [child.state for child in supervisor.children]


def settle(supervisor):
    for _ in range(5):
        supervisor.maintain_children()


def test_the_second_worker_starts_after_the_first(supervise, gate):
    supervisor = supervise(gated_child(gate), count=2)
    settle(supervisor)
    assert states(supervisor) == ["starting"]
    gate.touch()
    keep_alive_until(supervisor, lambda: states(supervisor) == ["idle", "idle"])


def test_workers_restart_one_after_the_other(supervise, gate):
    gate.touch()
    supervisor = supervise(gated_child(gate), count=2)
    keep_alive_until(supervisor, lambda: states(supervisor) == ["idle", "idle"])
    gate.unlink()
    first = supervisor.children[:]
    for child in first:
        child.kill()
    settle(supervisor)
    assert states(supervisor) == ["starting"]
    assert supervisor.children[0] not in first


def test_patience_doubles_until_a_start_succeeds(supervise):
    supervisor = supervise(SILENT, start=0.3)
    keep_alive_until(supervisor, lambda: states(supervisor) == ["idle"])
    assert supervisor.start_patience >= 1.2


def test_the_patience_has_a_maximum(supervise):
    supervisor = supervise(SILENT, start=0.02, longest_start=0.05, max_pause=0)
    keep_alive_until(supervisor, lambda: supervisor._failed_starts > 3)
    assert supervisor.start_patience == 0.05


def test_a_worker_reports_before_it_imports(supervise, hanging_imports):
    supervisor = supervise(CHILD_COMMAND)
    child = supervisor.children[0]
    start = child.last_report_at
    until(lambda: child.last_report_at > start and child.last_progress < child.last_report_at)
    assert child.is_starting and child.is_alive


def test_a_hanging_import_is_killed(supervise, hanging_imports, caplog):
    supervisor = supervise(CHILD_COMMAND, start=2, hang=1.5)
    child = supervisor.children[0]
    keep_alive_until(supervisor, lambda: not child.is_alive)
    assert "it imported nothing more for" in caplog.text
    assert supervisor.start_patience == 4


def test_a_starting_worker_stops_at_once(supervise, hanging_imports):
    child = supervise(CHILD_COMMAND).children[0]
    start = child.last_report_at
    until(lambda: child.last_report_at > start)
    child.request_stop()
    assert child.process.wait(10) == 0


def test_a_starting_worker_ends_with_its_parent(hanging_imports):
    orphan = subprocess.Popen(CHILD_COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=settings.BASE_DIR)
    orphan.stdout.readline()
    orphan.stdout.close()  # nobody reads its reports
    assert orphan.wait(10) == 0
    orphan.stdin.close()


def test_crashes_of_ready_workers_cause_no_pause(supervise):
    crashing = (sys.executable, "-c", "print('idle', flush=True); raise SystemExit(3)")
    supervisor = supervise(crashing)
    for _ in range(3):
        child = supervisor.children[0]
        child.process.wait()
        until(lambda child=child: child.state == "idle")
        supervisor.maintain_children()
    assert supervisor.pause == 0 and len(supervisor.children) == 1


def test_countless_failed_starts_keep_the_pause(supervise):
    supervisor = supervise((sys.executable, "-c", "raise SystemExit(3)"), max_pause=0)
    supervisor._failed_starts = 5000
    child = supervisor.children[0]
    child.process.wait()
    supervisor.maintain_children()
    assert supervisor.pause == 0


def test_the_status_says_since_when_none_is_ready(supervise, gate):
    supervisor = supervise(gated_child(gate))
    status = supervisor.status()
    assert status.state == WorkerState.STARTING
    time.sleep(0.01)
    assert supervisor.status() == status
    gate.touch()
    keep_alive_until(supervisor, lambda: supervisor.status().state == WorkerState.READY)
    gate.unlink()
    supervisor.children[0].kill()
    settle(supervisor)
    assert supervisor.status().since > status.since
