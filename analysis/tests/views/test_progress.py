"""The page tells what happens while it happens: a model waits until somebody has looked."""

from asgiref.sync import sync_to_async
from django.urls import reverse

from advisors.runtime.builtin import BuiltinModel
from analysis.jobs.lease import claim_analysis
from analysis.models import Job
from analysis.tests.support.alices_portfolio import alice_owns_the_demo
from analysis.worker.tasks import run_job


def test_a_running_tool_call_is_shown(alice, as_alice, monkeypatch):
    alice_owns_the_demo(alice)
    lease = claim_analysis(alice)
    seen = []

    def look():
        seen.append(as_alice.get(reverse("progress", args=[lease.job_id])).content.decode())

    answer = BuiltinModel.get_response

    async def slow(self, **asked):
        if "portfolio analyst" in asked["system_instructions"] and not isinstance(asked["input"], str):
            await sync_to_async(look)()
        return await answer(self, **asked)

    monkeypatch.setattr(BuiltinModel, "get_response", slow)
    run_job(lease)
    between = [page for page in seen if "Looked up" in page]
    assert between
    assert "hx-trigger" in between[0]
    assert Job.objects.get(pk=lease.job_id).status == Job.Status.COMPLETED
    final = as_alice.get(reverse("progress", args=[lease.job_id])).content.decode()
    assert "hx-trigger" not in final
