"""manage.py analyze runs a whole analysis or one part."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from analysis.job_kinds import KINDS
from analysis.models import Job
from analysis.tests.support.alices_portfolio import alice_owns_the_demo

PARTS = [kind for kind in KINDS if not kind.is_whole]


@pytest.mark.parametrize("kind", PARTS, ids=lambda kind: kind.key)
def test_each_part_runs_in_the_terminal(alice, kind):
    alice_owns_the_demo(alice)
    out = StringIO()
    call_command("analyze", email=alice.email, job_type=kind.key, json=True, stdout=out, stderr=StringIO())
    printed = json.loads(out.getvalue())
    assert (printed["job_type"], printed["status"]) == (kind.key, "completed")
    assert {step["name"] for step in printed["steps"]} == {step.name for step, _ in kind.steps()}
    assert [job.job_type for job in Job.objects.owned_by(alice)] == [kind.key]
