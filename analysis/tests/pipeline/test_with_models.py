"""Whole analyses that a stub model writes, in each wire format."""

import pytest
from django.db.models import TextField
from django.db.models.functions import Cast

from advisors.runtime.step_output import VerifiedOutput
from advisors.tests.support.model_servers import MODELS
from analysis.models import Job
from analysis.tests.support.model_runs import WRITING_STEPS, each_wire, messages, run_analysis

pytestmark = pytest.mark.slow


def without_its_date(report):
    return report.rsplit("Your accounts as of", 1)[0]


@each_wire
def test_a_good_model_writes_every_text(analyze_with_model, wire):
    job, provider = analyze_with_model(wire, seconds=0.3)
    assert job.status == Job.Status.COMPLETED
    assert job.model == job.report_payload.model == MODELS[wire]
    assert job.report_payload.sections_rewritten == []
    assert {step.model for step in job.steps.filter(name__in=WRITING_STEPS)} == {MODELS[wire]}
    assert all(f"Written by {MODELS[wire]}" in messages(job)[name] for name in [*WRITING_STEPS, "tag"])
    assert provider.most_at_once >= 3


@each_wire
def test_a_model_equals_the_built_in_writer(analyze_with_model, alice, wire, settings):
    job, _ = analyze_with_model(wire)
    settings.LLM_MODEL = ""
    plain = run_analysis(alice)
    assert job.charts_payload == plain.charts_payload
    assert without_its_date(job.report_payload.content) == without_its_date(plain.report_payload.content)
    assert job.summary_payload.actions == plain.summary_payload.actions


@each_wire
def test_the_same_answers_give_the_same_payloads(analyze_with_model, wire):
    """The second run is slower, so the specialists' calls come in another order."""
    runs = [analyze_with_model(wire, seconds=seconds)[0] for seconds in (0, 0.05)]
    first, second = (stored_texts(job) for job in runs)
    assert first == second
    assert len(first["facts_"]) > 10_000 and first["counts"]["report"][0] > 100


def stored_texts(job):
    """Return the stored facts, charts and figures of a job as text."""
    as_text = {name: Cast(name, TextField()) for name in ("facts", "charts_payload")}
    outputs = {step.name: step.output for step in job.steps.all() if isinstance(step.output, VerifiedOutput)}
    return {
        **Job.objects.filter(pk=job.pk).annotate(**{f"{name}_": cast for name, cast in as_text.items()}).values(
            "facts_", "charts_payload_").get(),
        "retirement": outputs["retirement"].model_dump_json(),
        "counts": {name: (output.figures, output.corrected) for name, output in outputs.items()},
    }  # fmt: skip
