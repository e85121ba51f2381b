"""Langfuse when it is down or not configured: no analysis waits for it or changes."""

import subprocess
import sys
import time

import pytest
from django.conf import settings as configured

from analysis.models import Job
from analysis.tests.support.alices_portfolio import alice_owns_the_demo
from analysis.tests.support.langfuse_server import langfuse
from analysis.tests.support.model_runs import run_analysis
from analysis.worker import tasks

pytestmark = pytest.mark.slow

FAULTS = {"refuses": {}, "hangs": {"is_silent": True}, "500": {"status": 500}, "401": {"status": 401}}


@pytest.mark.sweep(2)
@pytest.mark.parametrize("fault", list(FAULTS))
def test_an_outage_does_not_change_an_analysis(alice, settings, fault):
    alice_owns_the_demo(alice)
    run_analysis(alice)  # fills the caches and imports
    plain, plain_seconds = run_timed(alice)
    with langfuse(settings, **FAULTS[fault]) as stub:
        settings.LANGFUSE_SECONDS = 10
        if fault == "refuses":
            settings.LANGFUSE_BASE_URL = "http://127.0.0.1:9"
        watched, seconds = run_timed(alice)
        assert stub.arrived.wait(5) or fault == "refuses"
    assert watched.status == plain.status == Job.Status.COMPLETED
    assert watched.summary_payload == plain.summary_payload
    assert watched.charts_payload == plain.charts_payload
    assert seconds < plain_seconds + 5


@pytest.mark.parametrize("fault", list(FAULTS))
def test_shutdown_waits_no_longer_than_allowed(alice, settings, fault):
    alice_owns_the_demo(alice)
    with langfuse(settings, **FAULTS[fault]):
        if fault == "refuses":
            settings.LANGFUSE_BASE_URL = "http://127.0.0.1:9"
        run_analysis(alice)
        start = time.monotonic()
        tasks.flush_langfuse()
    assert time.monotonic() - start < 3


def run_timed(alice):
    start = time.monotonic()
    return run_analysis(alice), time.monotonic() - start


def test_langfuse_replies_are_not_logged(alice, settings, caplog):
    alice_owns_the_demo(alice)
    with langfuse(settings, status=401):
        run_analysis(alice)
        tasks.flush_langfuse()
        run_analysis(alice)
        tasks.flush_langfuse()
    lines = [record.getMessage() for record in caplog.records if "opentelemetry" in record.name]
    assert lines in ([], ["Langfuse could not be reached or refused a trace. Analyses are not affected."])


@pytest.mark.parametrize("key", ["", "pk-lf-1"])
def test_the_client_is_imported_only_with_keys(key):
    program = (
        "import sys, django; django.setup()\n"
        "from analysis.worker.tasks import warm_up; warm_up()\n"
        "print('langfuse' in sys.modules, 'analysis.trace.langfuse_export' in sys.modules)"
    )
    environment = {
        "DJANGO_SETTINGS_MODULE": "alex.settings", "DATA_DIR": str(configured.DATA_DIR), "PATH": "",
        "LANGFUSE_PUBLIC_KEY": key, "LANGFUSE_SECRET_KEY": key,
    }  # fmt: skip
    found = subprocess.run(
        [sys.executable, "-c", program], cwd=configured.BASE_DIR, env=environment, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    assert found.stdout.strip() == f"{bool(key)} False"
