"""The calls in docs/api.md, run as written."""

import os
import re
import shutil
import subprocess
import time
from pathlib import Path
from uuid import UUID

import pytest

from advisors.models import ResearchNote
from analysis.jobs.lease import claim
from analysis.models import Job
from analysis.worker.tasks import run_job
from people import acting_as_staff
from people.api_keys import create_api_key
from people.tests.support.cast import PASSWORD
from portfolios.catalogue.seed import read_catalogue, seed_catalogue

pytestmark = pytest.mark.processes

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "api.md"


@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("bash")), reason="curl or bash is missing")
def test_the_guide_leads_from_sign_in_to_a_report(transactional_db, live_server, alice, tmp_path):
    with acting_as_staff("catalogue"):
        seed_catalogue(catalogue=read_catalogue())
    script = re.search(r"```bash\n(.*?)```", GUIDE.read_text(), re.DOTALL).group(1)
    log = tmp_path / "log"
    with log.open("w") as file:
        environment = {"ALEX": live_server.url, "EMAIL": alice.email, "PASSWORD": PASSWORD, "PATH": os.environ["PATH"]}
        guide = subprocess.Popen(["bash", "-eu", "-o", "pipefail", "-c", script], env=environment, stdout=file,
                                 stderr=subprocess.STDOUT)  # fmt: skip
    work_until(lambda: guide.poll() is not None)
    assert guide.returncode == 0, log.read_text()
    assert "## What matters" in log.read_text()
    assert '"quantity":"450.25000000"' in log.read_text()


@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("bash")), reason="curl or bash is missing")
def test_the_program_example_stores_a_note(transactional_db, live_server, alice):
    _, key = create_api_key(user=alice, name="News desk", scopes=["research"], days=1)
    script = re.findall(r"```bash\n(.*?)```", GUIDE.read_text(), re.DOTALL)[1]
    environment = {"ALEX": live_server.url, "KEY": key, "PATH": os.environ["PATH"]}
    result = subprocess.run(["bash", "-eu", "-c", script], env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    assert ResearchNote.objects.get().text.splitlines()[0] == "- The committee lowered its rate."


def work_until(is_over, seconds=60):
    """Run waiting jobs in this thread, as a worker does, until a condition holds."""
    end = time.monotonic() + seconds
    while not is_over():
        assert time.monotonic() < end, "The guide did not come to its end."
        for job in Job.objects.filter(status=Job.Status.PENDING):
            lease = claim(UUID(str(job.pk)), job.user_id)
            if lease is not None:
                run_job(lease)
        time.sleep(0.1)
