"""What is recorded of an analysis: every step, agent, request, tool and decision, what it cost, and for how long."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from advisors.budget.spending import ZERO_USD, ModelUsage
from advisors.charter import step as charter_step
from advisors.safety.masking import MASK
from advisors.tests.support.model_servers import MODELS, Fault
from advisors.tests.support.scripted_agent import KEY
from advisors.tracing.recorded_span import SpanRecord
from analysis.jobs import span_store
from analysis.jobs.lease import claim, claim_analysis
from analysis.models import Job, Span
from analysis.tests.pipeline.test_run import analysed
from analysis.tests.support.alices_portfolio import alice_owns_the_demo
from analysis.tests.support.good_model import agree, playing
from analysis.worker import retention
from analysis.worker.tasks import run_job
from people import acting_as

STEPS = {"prepare", "tag", "plan", "report", "charts", "retirement", "conclude"}


@pytest.fixture
def finished(alice):
    alice_owns_the_demo(alice)
    return analysed(alice)


@pytest.fixture
def at_a_model(alice, settings, monkeypatch):
    monkeypatch.setattr("advisors.runtime.litellm.FIRST_RETRY_SECONDS", 0.01)

    def analyse(play=None, model=None):
        alice_owns_the_demo(alice)
        with playing("openai", settings, monkeypatch, play):
            settings.LLM_MODEL = model or settings.LLM_MODEL
            agree(alice)
            return analysed(alice)

    return analyse


def fail(*args):
    raise ZeroDivisionError


def decisions(job):
    return list(job.spans.filter(kind="decision").values_list("name", flat=True))


def spent(rows):
    total = sum((row.spent for row in rows), ModelUsage())
    return total.tokens, total.cost_usd


def test_every_step_of_the_work_is_recorded(finished):
    rows = list(finished.spans.all())
    assert {row.name for row in rows if row.kind == "step"} == STEPS
    assert {row.step for row in rows if row.kind == "generation"} == STEPS - {"prepare"}
    kinds = Counter(row.kind for row in rows)
    assert (kinds["agent"], kinds["generation"]) == (7, 9)
    assert kinds["function"] > 15
    assert not set(kinds) - {"step", "agent", "generation", "function", "decision"}
    assert {(row.user_id, row.attempt) for row in rows} == {(finished.user_id, 1)}


def test_each_span_is_nested_in_its_parent(finished):
    rows = {row.span_id: row for row in finished.spans.all()}
    above = {"agent": {"step"}, "generation": {"agent"}, "function": {"agent"}, "decision": {"step"}}
    for row in rows.values():
        if row.kind != "step":
            parent = rows[row.parent_id]
            assert parent.kind in above[row.kind]
            assert parent.step == row.step
            assert parent.started_at <= row.started_at <= row.ended_at <= parent.ended_at


def test_the_built_in_writers_spans_cost_nothing(finished):
    requests = finished.spans.filter(kind="generation")
    assert set(requests.values_list("prompt", "input_tokens", "cost_usd", "model")) == {
        ("", 0, ZERO_USD, "built-in writer")
    }  # fmt: skip
    assert all(request.answer for request in requests)
    lookup = finished.spans.filter(kind="function", step="report").first()
    assert '"topic"' in lookup.prompt
    assert len(lookup.answer) < span_store.MAX_TOOL_ANSWER_CHARACTERS + 100


def test_each_steps_decisions_are_recorded(finished):
    made = decisions(finished)
    assert "Needs tagging: SOFI" in made
    assert "Prices stay as they are. Nobody is asked for newer ones" in made
    assert "Consults Portfolio Analyst, Chart Specialist, Retirement Planner" in made
    assert any(words.startswith("SOFI: 100% equity, confidence") for words in made)
    assert f"Works on the frozen input, of which {len(finished.facts.facts)} facts are computed" in made
    assert any(words.startswith("The data is graded C") for words in made)
    assert f"Puts first: {finished.summary_payload.actions[0].title}" in made


def test_a_second_analysis_skips_tagging(finished, alice):
    again = analysed(alice)
    made = decisions(again)
    assert {"Every holding is classified", "Classify is left out. Every holding is classified"} <= set(made)
    assert again.spans.filter(kind="step", name="tag").count() == 0


def test_a_model_span_has_texts_and_costs(at_a_model):
    job = at_a_model()
    requests = job.spans.filter(kind="generation")
    assert {(r.model, r.input_tokens, r.output_tokens) for r in requests} == {(MODELS["openai"], 100, 20)}
    assert all(request.cost_usd > 0 and "system:\n" in request.prompt and request.answer for request in requests)
    assert spent(requests) == spent(job.steps.all()) == (job.tokens, job.cost_usd)
    for step in job.steps.filter(tokens__gt=0):
        assert spent(requests.filter(step=step.name)) == (step.tokens, step.cost_usd)


def test_an_unknown_price_is_stored_as_null(at_a_model):
    job = at_a_model(model="openai/a-model-of-ones-own")
    requests = job.spans.filter(kind="generation")
    assert set(requests.values_list("cost_usd", flat=True)) == {None}
    assert spent(requests) == (job.tokens, None)
    assert (job.tokens > 0, job.cost_usd) == (True, None)


def test_a_failed_request_keeps_the_error_text(at_a_model):
    job = at_a_model(lambda good: lambda asked: Fault(401))
    failed = job.spans.filter(kind="generation", model=MODELS["openai"])
    assert set(failed.values_list("error", "cost_usd", "answer")) == {
        ("The language model's provider refused our API key.", None, "")
    }  # fmt: skip
    assert "The built-in writer took over: The language model's provider refused our API key." in decisions(job)


def test_each_retry_is_its_own_span(at_a_model):
    faults = [Fault(500), Fault(500)]
    job = at_a_model(lambda good: lambda asked: faults.pop() if faults else good(asked))
    errors = job.spans.filter(kind="generation").exclude(error="").values_list("error", flat=True)
    assert list(errors) == ["The language model's provider is overloaded or out of order."] * 2
    assert spent(job.spans.filter(kind="generation")) == (job.tokens, job.cost_usd)


def test_a_correction_is_recorded_as_a_decision(at_a_model):
    lies = iter(["\n\nYou will be rich by 2031."])

    def play(good):
        def answer(asked):
            said = good(asked)
            return said + next(lies, "") if isinstance(said, str) and said.startswith("# Your") else said

        return answer

    job = at_a_model(play)
    row = job.spans.get(kind="decision", name__startswith="1 correction asked for: 2031")
    assert row.step == "report"
    assert "2031" in row.answer


def test_a_failed_step_keeps_its_earlier_spans(alice, monkeypatch):
    draw = charter_step.work

    async def late(*args):
        await draw(*args)
        raise ZeroDivisionError("secret words")

    monkeypatch.setattr(charter_step, "work", late)
    alice_owns_the_demo(alice)
    job = analysed(alice)
    assert job.spans.get(kind="step", name="charts").error == "Something unexpected went wrong."
    assert job.spans.filter(kind="agent", step="charts").count() == 1


def test_a_failed_run_keeps_its_steps_spans(alice, monkeypatch):
    monkeypatch.setattr("advisors.reporter.step.work", fail)
    alice_owns_the_demo(alice)
    job = analysed(alice)
    assert job.report_payload is None
    assert {"prepare", "plan", "report"} <= set(job.spans.filter(kind="step").values_list("name", flat=True))


def test_a_deadline_keeps_the_stopped_steps_span(alice, monkeypatch, settings):
    import asyncio

    settings.ANALYSIS_DEADLINE_SECONDS = 6

    async def endless(*args):
        await asyncio.sleep(60)

    monkeypatch.setattr("advisors.reporter.step.work", endless)
    alice_owns_the_demo(alice)
    job = analysed(alice)
    assert (job.status, job.error_code) == (Job.Status.FAILED, "deadline")
    assert job.spans.get(kind="step", name="report").error == "It was stopped before its end."
    assert job.spans.filter(kind="step", name="charts", error="").exists()


def test_a_resumed_jobs_attempts_are_one_trace(alice, monkeypatch):
    alice_owns_the_demo(alice)
    lease = claim_analysis(alice)
    with monkeypatch.context() as patched:
        patched.setattr("analysis.pipeline.conclude.conclude", fail)
        run_job(lease)
    run_job(claim(lease.job_id, alice.pk))
    steps = Span.objects.filter(job=lease.job_id, kind="step").values_list("attempt", "name", "error")
    assert {name for attempt, name, _ in steps if attempt == 1} == STEPS
    assert [(name, error) for attempt, name, error in steps if attempt == 2] == [("conclude", "")]
    assert "Finished by an earlier attempt: Prepare, Classify, Plan, Report, Charts, Retirement" in decisions(
        Job.objects.get(pk=lease.job_id)
    )


def test_an_interrupted_steps_cost_is_counted(alice, settings, monkeypatch):
    alice_owns_the_demo(alice)
    with playing("openai", settings, monkeypatch):
        agree(alice)
        lease = claim_analysis(alice)
        with monkeypatch.context() as patched:
            patched.setattr("analysis.pipeline.conclude._key_figures", fail)  # after the model has answered
            run_job(lease)
        run_job(claim(lease.job_id, alice.pk))
    job = Job.objects.get(pk=lease.job_id)
    assert job.status == Job.Status.COMPLETED
    assert job.spans.filter(kind="generation", step="conclude").count() == 2
    assert spent(job.spans.filter(kind="generation")) == spent(job.steps.all()) == (job.tokens, job.cost_usd)


@pytest.mark.parametrize("secret", [KEY, "sk-proj-abcdefghijklmnop1234", "AKIAABCDEFGHIJKLMNOP"])
def test_keys_are_removed_from_stored_texts(settings, secret):
    settings.LLM_API_KEY = KEY
    assert span_store.clean_and_shorten(f"the key {secret} is\x00 here") == f"the key {MASK} is here"


@pytest.mark.parametrize("broken", ["\x00", "\ud800", "\udfff\x00"])
def test_invalid_characters_do_not_stop_a_step(alice, broken):
    now, words = timezone.now(), f"said{broken}"
    record = SpanRecord("s", "", "generation", words, "report", words, words, now, now, error=words, prompt=words,
                        answer=words)  # fmt: skip
    with claim_analysis(alice).locked_job() as job:
        span_store.store_spans(job, 1, [record])
    row = Span.objects.get()
    assert {row.name, row.agent, row.model, row.error, row.prompt, row.answer} <= {"said", "said?"}


def test_a_long_text_keeps_beginning_and_end():
    text = span_store.clean_and_shorten("a" * 30_000 + "z")
    assert len(text) < span_store.MAX_TEXT_CHARACTERS + 100
    assert (text[0], text[-1]) == ("a", "z")
    assert "10,001 characters left out" in text


def test_a_setting_turns_text_storage_off(alice, settings):
    settings.TRACE_PROMPT_DAYS = 0
    alice_owns_the_demo(alice)
    job = analysed(alice)
    assert set(job.spans.values_list("prompt", "answer")) == {("", "")}
    assert "Needs tagging: SOFI" in decisions(job)


def test_old_texts_are_deleted_but_rows_remain(finished, alice):
    count = finished.spans.count()
    with acting_as(alice.pk):
        old = finished.spans.filter(step="report")
        old.update(created_at=timezone.now() - timedelta(days=91))
        young = finished.spans.with_texts().exclude(step="report").count()
    assert retention.run_task() != "deleted the texts of 0 spans"
    assert retention.run_task() == "deleted the texts of 0 spans"
    assert finished.spans.count() == count
    assert finished.spans.with_texts().count() == young > 0
    assert set(old.values_list("prompt", "answer")) == {("", "")}


def test_the_clean_up_is_queued_once_a_day(db, monkeypatch):
    sent = []
    monkeypatch.setattr("django_q.tasks.async_task", lambda name, **_: sent.append(name))
    now = timezone.now().replace(year=2031)
    assert [retention.enqueue_when_due(now), retention.enqueue_when_due(now)] == [True, False]
    assert retention.enqueue_when_due(now + timedelta(days=1))
    assert sent == [retention.TASK] * 2


def test_deleting_a_user_deletes_the_trace(finished, alice):
    alice.delete()
    assert Span.objects.count() == 0


def test_costs_are_summed_as_decimals():
    rows = [Span(input_tokens=1, cost_usd=Decimal("0.1"))] * 3
    assert spent(rows) == (3, Decimal("0.3"))
