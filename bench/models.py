"""Print how long one analysis of the demo portfolio takes with language models that need half a second a call.

Usage: python bench/models.py [SECONDS_A_CALL]    (after `python3 start.py` has created the demo user)

The models are stubs on this machine, in three wire formats, that answer as the built-in writer would.
"""

import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alex.settings")

import django

django.setup()

import pytest
from django.conf import settings

from advisors.runtime.litellm import load_litellm
from advisors.tests.support.model_wires import MODELS
from analysis.jobs.lease import claim_analysis
from analysis.models import Job
from analysis.tests.support.good_model import agree, playing
from analysis.worker.tasks import run_job, warm_up
from people import acting_as
from people.models import User

DEMO_EMAIL = "demo@example.com"


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 0.5
    user = User.objects.find_by_address(DEMO_EMAIL)
    assert user is not None  # made above
    warm_up()
    load_litellm()
    run_job(claim_analysis(user))  # classify and simulate once, so that only the models are timed
    print(f"{'wire':<10} {'seconds':>8} {'requests':>9} {'at once':>8} {'tokens':>8} {'cost':>10}")
    for wire in MODELS:
        print(measure_wire(user, wire, seconds))


def measure_wire(user: User, wire: str, seconds: float) -> str:
    """Return one line of figures for a wire format; exit if the stub did not write the analysis."""
    with pytest.MonkeyPatch.context() as patch, playing(wire, settings, patch, seconds=seconds) as provider:
        with acting_as(user.pk):
            agree(user)
        start = time.perf_counter()
        lease = claim_analysis(user)
        run_job(lease)
        elapsed = time.perf_counter() - start
    with acting_as(user.pk):
        job = Job.objects.get(pk=lease.job_id)
    if job.status != Job.Status.COMPLETED or job.model != MODELS[wire]:
        sys.exit(f"The analysis is {job.status}, written by {job.model}. {job.error_message}")
    counts = f"{len(provider.asked):>9} {provider.most_at_once:>8} {job.tokens:>8} {job.cost_usd:>10}"
    return f"{wire:<10} {elapsed:>8.2f} {counts}"


if __name__ == "__main__":
    main()
