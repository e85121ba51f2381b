"""Print how long one analysis of the demo portfolio takes with the built-in writer, and how many queries it runs.

Usage: python bench/analysis.py [RUNS]    (after `python3 start.py` has created the demo user)
"""

import os
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alex.settings")

import django

django.setup()

from django.db import connection
from django.test.utils import CaptureQueriesContext

from analysis.jobs.lease import claim_analysis
from analysis.models import Job
from analysis.worker.tasks import run_job, warm_up
from people import acting_as
from people.models import User

DEMO_EMAIL = "demo@example.com"


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    user = User.objects.find_by_address(DEMO_EMAIL)
    assert user is not None  # made above
    start = time.perf_counter()
    warm_up()
    print(f"importing the agents      {time.perf_counter() - start:6.2f} s")
    run_job(claim_analysis(user))
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        run_job(claim_analysis(user))
        seconds.append(time.perf_counter() - start)
    summary = " ".join(f"{name} {value:.2f} s" for name, value in (
        ("min", min(seconds)), ("median", statistics.median(seconds)), ("max", max(seconds)),
    ))  # fmt: skip
    print(f"one analysis ({runs} runs)     {summary}")
    with CaptureQueriesContext(connection) as captured:
        run_job(claim_analysis(user))
    print(f"queries of one analysis   {len(captured)}")
    with acting_as(user.pk):
        job = Job.objects.owned_by(user).completed().latest("created_at")
    if job.report_payload is not None:
        print(f"figures checked           {job.report_payload.figures_checked}")


if __name__ == "__main__":
    main()
