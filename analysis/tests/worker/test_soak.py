"""A soak: a worker is killed at random again and again, and in the end every job is final and nothing is left."""

import os
import random
import signal
import time
from collections import Counter
from typing import NamedTuple

import pytest
from django_q.models import OrmQ

from analysis.models import Job
from analysis.tests.support.faults import LONG
from analysis.tests.support.waiting import until
from analysis.tests.support.workers import start_job
from people.models import User
from people.tests.support.figures import print_figure

pytestmark = [pytest.mark.processes, pytest.mark.faults, pytest.mark.django_db(transaction=True)]


class Soak(NamedTuple):
    """jobs are started at once; for `seconds` a worker is killed every `pause` seconds. lease: of a job, in seconds."""

    jobs: int
    seconds: float
    pause: float
    lease: int


FORM = Soak(200, 120, 3, 30) if LONG else Soak(10, 6, 1.5, 2)
STEPS = {"plan": 0.2, "report": 0.4, "charts": 0.3, "retirement": 0.3}


def kill_workers(supervisor):
    """Kill one worker after the other, at random. Return how many were killed."""
    deadline, killed = time.monotonic() + FORM.seconds, 0
    while time.monotonic() < deadline:
        time.sleep(FORM.pause)
        if living := [child.process.pid for child in list(supervisor.children) if child.is_alive and child.process.pid]:
            os.kill(random.choice(living), signal.SIGKILL)
            killed += 1
    return killed


def test_a_soak_loses_nothing_and_repeats_nothing(workers, monkeypatch):
    monkeypatch.setenv("LEASE_SECONDS", str(FORM.lease))
    people = User.objects.bulk_create(User(email=f"soak{n}@example.com", password="!") for n in range(FORM.jobs))
    for person in people:
        start_job(person, seconds=STEPS)
    workers.start(reap=1)
    until(lambda: workers.process_ids("started"), seconds=120)
    killed = kill_workers(workers.supervisor)
    done_in_time = Job.objects.exclude(status__in=Job.ACTIVE).count()
    began = time.monotonic()
    until(lambda: not Job.objects.active().exists(), seconds=300)
    later = time.monotonic() - began
    print_figure(f"{killed} kills; {done_in_time} of {FORM.jobs} jobs final meanwhile, all of them {later:.1f} s later")
    until(lambda: not OrmQ.objects.exists(), seconds=30)
    lines = workers.log.read_text().splitlines()
    finished = Counter(line.split(maxsplit=2)[2] for line in lines if " finished " in line)
    ends = Counter(Job.objects.values_list("status", "error_code", "attempt"))
    print_figure(f"ends by status, code and attempt: {dict(ends)}; messages left: {OrmQ.objects.count()}")
    assert Job.objects.count() == FORM.jobs
    assert {code for _, code, _ in ends} <= {"", "worker_lost"}
    assert set(finished.values()) == {1}, "a step was finished twice"
