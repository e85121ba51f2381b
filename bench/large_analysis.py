"""Print how long an analysis of one person with many made-up holdings takes: `python bench/large_analysis.py [N ..]`.

Figures, not tests. It uses a database of its own and drops it at the end. With --profile it prints the functions that
take longest.
"""

import cProfile
import os
import pstats
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alex.settings")

import django

django.setup()

from django.core.management import call_command
from django.db import connection

from analysis.jobs.lease import claim_analysis
from analysis.models import Job
from analysis.worker.tasks import run_job, warm_up
from people import acting_as
from people.acting import acting_as_staff
from people.isolation.purposes import Purpose
from people.models import User
from portfolios.changes import demo
from portfolios.tests.support import bulk_rows

SIZES = (17, 2_000, 20_000)
ACCOUNTS = 10


def make_person(holdings: int) -> User:
    """Return a person with a profile, and with so many holdings of made-up instruments in ten accounts."""
    person = User.objects.create_user(f"{holdings}@example.com", "correct-horse-battery")
    with acting_as(person.pk):
        demo.add_sample_accounts(user=person)
        accounts = bulk_rows.open_accounts([person], ACCOUNTS)
        bulk_rows.fill_accounts(accounts, holdings // ACCOUNTS)
    return person


def main() -> None:
    sizes = [int(word) for word in sys.argv[1:] if word.isdigit()] or SIZES
    warm_up()
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        call_command("seed_instruments", stdout=sys.stderr)
        with acting_as_staff(Purpose.CATALOGUE):
            bulk_rows.list_instruments(max(sizes) // 2)
        for size in sizes:
            measure(size)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def measure(size: int) -> None:
    person = make_person(size)
    profile = cProfile.Profile() if "--profile" in sys.argv else None
    began, cpu = time.perf_counter(), time.process_time()
    lease = claim_analysis(person)
    if profile:
        profile.runcall(run_job, lease)
    else:
        run_job(lease)
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    with acting_as(person.pk):
        job = Job.objects.prefetch_related("steps").get(pk=lease.job_id)
    print(f"{size:>7,} holdings {seconds:8.1f} s, {cpu:8.1f} s of CPU  {job.status} {job.error_code}", flush=True)
    for step in job.steps.all():
        took = (step.finished_at - step.started_at).total_seconds() if step.started_at and step.finished_at else 0
        print(f"        {step.name:10} {step.status:8} {took:7.1f} s", flush=True)
    if profile:
        pstats.Stats(profile).sort_stats("cumulative").print_stats(70)


if __name__ == "__main__":
    main()
