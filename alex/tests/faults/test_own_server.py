"""Jobs while their database crashes, is away, or has no room: they wait, lose no attempt, and are completed."""

import subprocess
import time

import pytest
from django.core.management import call_command
from django.db import connection

from alex.tests.support.own_server import own_server  # noqa: F401 a fixture
from analysis.models import Job
from analysis.tests.support.faults import only_long
from analysis.tests.support.waiting import until
from analysis.tests.support.workers import start_job, workers  # noqa: F401 a fixture
from people.tests.support.cast import user_manager
from people.tests.support.figures import print_figure

pytestmark = [pytest.mark.processes, pytest.mark.faults, only_long]


@pytest.fixture
def own_workers(own_server, workers, monkeypatch):  # noqa: F811
    monkeypatch.setenv("LEASE_SECONDS", "30")
    return workers


def start_jobs(count, **seconds):
    people = [user_manager().create_user(f"p{n}@example.com", "correct-horse-battery") for n in range(count)]
    return [start_job(person, seconds=seconds) for person in people]


def wait_until_final():
    began = time.monotonic()
    until(lambda: not Job.objects.active().exists(), seconds=240)
    rows = list(Job.objects.values_list("status", "attempt", "faults", "error_code"))
    print_figure(f"all final {time.monotonic() - began:.1f} s after the fault: {rows}")
    assert {(status, attempt) for status, attempt, _, _ in rows} == {("completed", 1)}


def crash_in_a_run(own_server, workers, seconds):  # noqa: F811
    start_jobs(2, report=3)
    workers.start(reap=1)
    workers.first("started", "report")
    own_server.stop("immediate")
    time.sleep(seconds)
    own_server.start()
    connection.close()


def test_a_crash_of_the_database_costs_no_attempt(own_server, own_workers):  # noqa: F811
    crash_in_a_run(own_server, own_workers, 0)
    wait_until_final()


def test_ten_seconds_without_database_cost_no_attempt(own_server, own_workers):  # noqa: F811
    crash_in_a_run(own_server, own_workers, 10)
    wait_until_final()


def test_a_full_disk_for_20_seconds_costs_no_attempt(own_server, own_workers):  # noqa: F811
    try:
        own_server.move_to_small_disk(120)
    except subprocess.CalledProcessError:
        pytest.skip("No disk can be mounted here.")
    connection.close()
    start_jobs(12, report=1)
    own_workers.start(reap=1)
    own_workers.first("started", "report")
    with own_server.full_disk():
        time.sleep(20)
        print_figure(f"after 20 s without room: {list(Job.objects.values_list('status', 'wait_reason', 'faults'))}")
    wait_until_final()


def test_migrations_go_back_and_forward_with_rows(own_server, workers):  # noqa: F811
    jobs = start_jobs(3)
    call_command("migrate", "analysis", "0005", verbosity=0)
    call_command("migrate", verbosity=0)
    assert set(Job.objects.values_list("pk", flat=True)) == {job.pk for job in jobs}
    assert {job.steps.count() for job in Job.objects.all()} == {7}
