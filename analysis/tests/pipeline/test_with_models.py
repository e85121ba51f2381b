"""Whole analyses that a stub model writes, in each wire format."""

import json
from dataclasses import dataclass
from os.path import commonprefix

import pytest
from django.db import transaction
from django.db.models import TextField
from django.db.models.functions import Cast

from advisors.runtime.step_output import VerifiedOutput
from advisors.safety import canary
from advisors.tests.support.model_servers import StubProvider, without_canary
from advisors.tests.support.model_wires import MODELS, Fault
from analysis.models import Job
from analysis.tests.support.good_model import change_lines, play_weak_model, wrong_in_every_tenth_line
from analysis.tests.support.model_runs import WRITING_STEPS, each_wire, messages

pytestmark = pytest.mark.slow

MAX_REQUESTS = 8
MAX_PROMPT_TOKENS = 30_000
CHARACTERS_OF_A_TOKEN = 4


def without_its_date(report):
    return report.rsplit("Your accounts as of", 1)[0]


def outputs_of(job):
    return {step.name: step.output for step in job.steps.all() if isinstance(step.output, VerifiedOutput)}


def line_counts(job):
    """Return the lines of all writers by their fate: by the model, put right, added, left out."""
    counts, names = (
        [output.lines for output in outputs_of(job).values()],
        ("by_model", "put_right", "added", "left_out"),
    )
    sums = tuple(sum(getattr(one, name) for one in counts) for name in names)
    assert sums == tuple(getattr(job.report_payload.lines, name) for name in names)
    return sums


def authors_in(job):
    """Return the authors of all sentences in the sections, by section."""
    return {section.key: {s.author for s in section.sentences} for section in job.report_payload.document.sections}


@dataclass(frozen=True)
class GoodRun:
    """An analysis by a good model: the job with its steps, and the stub model with the requests."""

    job: Job
    provider: StubProvider
    texts: dict


@pytest.fixture
def good_run(analyze_with_model, request):
    """Return the good model's analysis over the wire of the test. Each process runs it once, and undoes its rows."""
    wire = getattr(request.node, "callspec", None) and request.node.callspec.params["wire"]
    if wire not in GOOD_RUNS:
        with transaction.atomic():
            job, provider = analyze_with_model(wire or "openai", seconds=0.3)
            kept = Job.objects.prefetch_related("steps").get(pk=job.pk)
            GOOD_RUNS[wire] = GoodRun(kept, provider, stored_texts(job))
            transaction.set_rollback(True)
    return GOOD_RUNS[wire]


GOOD_RUNS = {}


@each_wire
def test_a_good_model_writes_every_text(good_run, wire):
    job, provider = good_run.job, good_run.provider
    steps = {step.name: step for step in job.steps.all()}
    assert job.status == Job.Status.COMPLETED
    assert job.model == job.report_payload.model == MODELS[wire]
    assert (job.report_payload.sections_rewritten, job.report_payload.figures_corrected) == ([], 0)
    assert {steps[name].model for name in WRITING_STEPS} == {MODELS[wire]}
    assert all(f"Written by {MODELS[wire]}" in messages(job)[name] for name in [*WRITING_STEPS, "tag"])
    assert {author for authors in authors_in(job).values() for author in authors} == {"model"}
    assert provider.most_at_once >= 3


@each_wire
def test_a_model_equals_the_built_in_writer(good_run, finished, wire):
    job, plain = good_run.job, finished
    assert without_authors(job.charts_payload) == without_authors(plain.charts_payload)
    assert without_its_date(job.report_payload.content) == without_its_date(plain.report_payload.content)
    assert job.summary_payload.actions == plain.summary_payload.actions


def without_authors(charts):
    return {key: [chart.model_dump(exclude={"caption"}), [s.text for s in chart.caption]] for key, chart in
            charts.items()}  # fmt: skip


@each_wire
def test_the_same_answers_give_the_same_payloads(good_run, analyze_with_model, wire):
    """The second run is faster, so the specialists' calls come in another order."""
    first, second = good_run.texts, stored_texts(analyze_with_model(wire)[0])
    assert first == second
    assert len(first["facts_"]) > 10_000 and first["figures"] > 100


@each_wire
def test_an_analysis_needs_few_requests_and_tokens(good_run, wire):
    prompts = [json.dumps(request.body, ensure_ascii=False) for request in good_run.provider.asked]
    assert len(prompts) <= MAX_REQUESTS
    assert sum(map(len, prompts)) / CHARACTERS_OF_A_TOKEN <= MAX_PROMPT_TOKENS


def test_prompts_begin_alike_in_every_analysis(good_run, analyze_with_model):
    """A provider's cache holds a prefix: the canary, which is new in each run, stands at the end."""
    providers = good_run.provider, analyze_with_model("openai")[1]
    runs = [{without_canary(request.system): request for request in provider.asked} for provider in providers]
    common = runs[0].keys() & runs[1].keys()
    assert len(common) == len([*WRITING_STEPS, "tag"])
    for instructions in common:
        one, other = (run[instructions].system for run in runs)
        prefix, last_line = commonprefix([one, other]), one.rpartition("\n")[2]
        assert canary.CANARY_PATTERN.search(last_line)
        assert prefix.startswith(f"{instructions}\nThe word {canary.PREFIX}")


@each_wire
def test_wrong_lines_are_put_right_in_one_request(good_run, analyze_with_model, wire):
    job, provider = analyze_with_model(wire, change_lines(wrong_in_every_tenth_line))
    good = good_run.job
    revised = [request for request in provider.asked if request.revision]
    assert 2 <= len(revised) <= len(WRITING_STEPS)
    _, put_right, _, left_out = line_counts(job)
    assert (put_right, left_out) == (job.report_payload.figures_corrected, 0) and put_right >= len(revised)
    assert job.report_payload.sections_rewritten == []
    assert job.report_payload.document == good.report_payload.document


@each_wire
def test_lines_that_stay_wrong_are_left_out(good_run, analyze_with_model, wire):
    job, _ = analyze_with_model(wire, change_lines(wrong_in_every_tenth_line, revise=lambda *_: "1: I insist."))
    good = good_run.job
    by_model, put_right, added, left_out = line_counts(job)
    assert (put_right, left_out) == (0, job.report_payload.figures_corrected) and left_out > 0
    assert job.report_payload.sections_rewritten == []
    assert authors_in(job).keys() == authors_in(good).keys()
    assert by_model >= line_counts(good)[0] - left_out and added <= left_out
    assert "certain to be fine" not in job.report_payload.content


@each_wire
def test_a_weak_model_keeps_every_section(good_run, analyze_with_model, wire):
    """It numbers its lines in a fence, adds prose and figures, cannot write JSON and repeats its mistakes."""
    job, _ = analyze_with_model(wire, play_weak_model)
    good = good_run.job
    assert job.report_payload.sections_rewritten == []
    assert authors_in(job).keys() == authors_in(good).keys()
    assert line_counts(job)[0] == line_counts(good)[0] and line_counts(job)[3] > 0
    assert "9,999,999" not in job.report_payload.content
    assert "The rules classified it" in messages(job)["tag"] or "built-in" in messages(job)["tag"]


@each_wire
def test_a_failed_revision_loses_the_wrong_lines_only(good_run, analyze_with_model, wire):
    job, _ = analyze_with_model(wire, change_lines(wrong_in_every_tenth_line, revise=lambda *_: Fault(400)))
    good = good_run.job
    assert job.report_payload.sections_rewritten == []
    assert authors_in(job).keys() == authors_in(good).keys()
    assert line_counts(job)[3] == job.report_payload.figures_corrected > 0
    assert "The wrong lines were left out. Written by" in messages(job)["report"]


def stored_texts(job):
    """Return the stored facts, charts and figures of a job as text."""
    as_text = {name: Cast(name, TextField()) for name in ("facts", "charts_payload")}
    outputs = outputs_of(job)
    return {
        **Job.objects.filter(pk=job.pk).annotate(**{f"{name}_": cast for name, cast in as_text.items()}).values(
            "facts_", "charts_payload_").get(),
        "retirement": outputs["retirement"].model_dump_json(),
        "counts": {name: output.corrected for name, output in outputs.items()},
        "figures": job.report_payload.figures_checked,
    }  # fmt: skip
