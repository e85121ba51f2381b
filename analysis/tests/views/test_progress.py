"""The progress page shows a tool call while it runs: the model waits until the page was read."""

import re

import pytest
from asgiref.sync import sync_to_async
from django.urls import reverse

from advisors.runtime.builtin import BuiltinModel
from analysis.jobs.lease import claim_analysis
from analysis.models import Job
from analysis.tests.support.alices_portfolio import alice_owns_the_demo
from analysis.worker.tasks import run_job

pytestmark = pytest.mark.slow


def test_a_running_tool_call_is_shown(alice, as_alice, monkeypatch):
    alice_owns_the_demo(alice)
    lease = claim_analysis(alice)
    pages = []

    def read_page():
        pages.append(as_alice.get(reverse("progress", args=[lease.job_id])).content.decode())

    answer = BuiltinModel.get_response

    async def slow(self, **request):
        if "retirement planner" in request["system_instructions"] and not isinstance(request["input"], str):
            await sync_to_async(read_page)()
        return await answer(self, **request)

    monkeypatch.setattr(BuiltinModel, "get_response", slow)
    run_job(lease)
    pages_during_the_call = [page for page in pages if re.search(r"Tested [a-z ]+<span", page)]
    assert pages_during_the_call
    assert "hx-trigger" in pages_during_the_call[0]
    assert Job.objects.get(pk=lease.job_id).status == Job.Status.COMPLETED
    final = as_alice.get(reverse("progress", args=[lease.job_id])).content.decode()
    assert "hx-trigger" not in final
