"""Recommendations are checked as parts of the report, not only one by one."""

import json

import pytest

from analysis.models import Job
from analysis.tests.support.alices_portfolio import alice_owns_the_demo
from analysis.tests.support.attacks import RECOMMENDER
from analysis.tests.support.good_model import agree, playing
from analysis.tests.support.model_runs import run_analysis

pytestmark = pytest.mark.django_db
BY_THE_TITLE = "It is a large part of all. It makes up [[asset_class.equity.share]] of everything."


@pytest.mark.parametrize(
    ("reason", "rewritten"), [(BY_THE_TITLE, []), (BY_THE_TITLE.replace("all. It", "all.\n\nIt"), ["Recommendations"])]
)
def test_advice_wrong_in_the_report_is_rewritten(alice, settings, monkeypatch, reason, rewritten):
    def play(good):
        def answer(request):
            advice_text = good.full_answer(request)
            if RECOMMENDER not in request.system:
                return good(request)
            advice = json.loads(advice_text)
            advice["recommendations"][0] |= {"title": "Hold less equity", "reason": reason}
            return json.dumps(advice)

        return answer

    alice_owns_the_demo(alice)
    with playing("openai", settings, monkeypatch, play):
        agree(alice)
        job = run_analysis(alice)
    assert (job.status, job.error_message) == (Job.Status.COMPLETED, "")
    assert job.report_payload.sections_rewritten == rewritten
