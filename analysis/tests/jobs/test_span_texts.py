"""Prompts and answers in spans: how they are cleaned and shortened, and when they are deleted."""

from datetime import timedelta

import pytest
from django.utils import timezone

from advisors.safety.masking import MASK
from advisors.tests.support.scripted_agent import KEY
from advisors.tracing.recorded_span import SpanRecord
from analysis.jobs import span_store
from analysis.jobs.lease import claim_analysis
from analysis.models import Span
from analysis.tests.support.alices_portfolio import alice_owns_the_demo
from analysis.tests.support.model_runs import run_analysis
from analysis.tests.support.spans import decisions
from analysis.worker import retention
from people import acting_as


@pytest.mark.parametrize("secret", [KEY, "sk-proj-abcdefghijklmnop1234", "AKIAABCDEFGHIJKLMNOP"])
def test_keys_are_removed_from_stored_texts(settings, secret):
    settings.LLM_API_KEY = KEY
    assert span_store.clean_and_shorten(f"the key {secret} is\x00 here") == f"the key {MASK} is here"


@pytest.mark.parametrize("broken", ["\x00", "\ud800", "\udfff\x00"])
def test_invalid_characters_do_not_stop_a_step(alice, broken):
    now, text = timezone.now(), f"text{broken}"
    record = SpanRecord("s", "", "generation", text, "report", text, text, now, now, error=text, prompt=text,
                        answer=text)  # fmt: skip
    with claim_analysis(alice).locked_job() as job:
        span_store.store_spans(job, 1, [record])
    row = Span.objects.get()
    assert {row.name, row.agent, row.model, row.error, row.prompt, row.answer} <= {"text", "text?"}


def test_a_long_text_keeps_beginning_and_end():
    text = span_store.clean_and_shorten("a" * 30_000 + "z")
    assert len(text) < span_store.MAX_TEXT_CHARACTERS + 100
    assert (text[0], text[-1]) == ("a", "z")
    assert "10,001 characters left out" in text


def test_a_setting_turns_text_storage_off(alice, settings):
    settings.TRACE_PROMPT_DAYS = 0
    alice_owns_the_demo(alice)
    job = run_analysis(alice)
    assert set(job.spans.values_list("prompt", "answer")) == {("", "")}
    assert "Needs tagging: SOFI" in decisions(job)


def test_old_texts_are_deleted_but_rows_remain(finished, alice):
    count = finished.spans.count()
    with acting_as(alice.pk):
        old = finished.spans.filter(step="report")
        old.update(created_at=timezone.now() - timedelta(days=91))
        recent = finished.spans.with_texts().exclude(step="report").count()
    assert not retention.run_task().startswith("deleted the texts of 0 spans")
    assert retention.run_task() == "deleted the texts of 0 spans, and 0 traces at Langfuse"
    assert finished.spans.count() == count
    assert finished.spans.with_texts().count() == recent > 0
    assert set(old.values_list("prompt", "answer")) == {("", "")}


def test_the_clean_up_is_queued_once_a_day(db, monkeypatch):
    enqueued = []
    monkeypatch.setattr("django_q.tasks.async_task", lambda name, **_: enqueued.append(name))
    now = timezone.now().replace(year=2031)
    assert [retention.enqueue_when_due(now), retention.enqueue_when_due(now)] == [True, False]
    assert retention.enqueue_when_due(now + timedelta(days=1))
    assert enqueued == [retention.TASK] * 2


def test_deleting_a_user_deletes_the_trace(finished, alice):
    alice.delete()
    assert Span.objects.count() == 0
