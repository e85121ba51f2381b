"""Delete old prompts and answers of spans once a day, here and at Langfuse."""

from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils import timezone

from analysis.jobs.span_store import clear_old_texts
from analysis.questions.models import Question
from analysis.trace.sent_traces import delete_old_traces
from analysis.usage.model_settings import langfuse_projects
from people.shared_cache.once import enqueue_once

TASK = "analysis.worker.retention.run_task"
RETRY_AFTER = timedelta(hours=1)
DONE_MARK_LIFETIME = timedelta(days=3)


def run_task() -> str:
    """Delete old texts and traces. The queue and the AWS clock call this by name; it is safe to repeat."""
    now = timezone.now()
    cleared = clear_old_texts(now=now)
    deleted = delete_old_traces(Question.objects.all(), now=now) if langfuse_projects().is_ready else 0
    cache.set(_cache_key(now), "done", DONE_MARK_LIFETIME.total_seconds())
    return f"deleted the texts of {cleared} spans, and {deleted} traces at Langfuse"


def enqueue_when_due(now: datetime) -> bool:
    """Enqueue the day's run once for all workers, and again after an hour if it did not finish."""
    return enqueue_once(TASK, occasion=_cache_key(now), seconds=RETRY_AFTER.total_seconds())


def _cache_key(now: datetime) -> str:
    return f"retention:{now.date()}"
