"""Store the spans of a trace without secrets. Their texts are shortened, and deleted after some days."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings

from advisors.safety import canary
from advisors.safety.masking import MASK, mask_secrets
from analysis.models import Job, Span
from analysis.usage.model_settings import secret_values
from people import acting_as_staff
from people.isolation.purposes import Purpose

if TYPE_CHECKING:
    from advisors.tracing.recorded_span import SpanRecord

MAX_TEXT_CHARACTERS = 20_000
"""The longest prompt or answer."""
MAX_TOOL_ANSWER_CHARACTERS = 4_000
"""The longest answer of a tool. It lists facts, which the job stores anyway."""


def store_spans(job: Job, attempt: int, records: Iterable["SpanRecord"], *, question: UUID | None = None) -> None:
    """Store spans, without secrets and with shortened texts. Call it in the transaction that locks the job.

    question: the id of the question about the job that they belong to.
    """
    secrets, spans = secret_values(), []
    for record in records:
        columns = {name: getattr(record, name) for name in record.__slots__}
        columns |= {name: clean_text(columns[name], secrets) for name in ("name", "agent", "model", "error")}
        longest = MAX_TOOL_ANSWER_CHARACTERS if record.kind == "function" else MAX_TEXT_CHARACTERS
        for name in ("prompt", "answer"):
            kept = settings.TRACE_PROMPT_DAYS
            columns[name] = clean_and_shorten(columns[name], longest, secrets=secrets) if kept else ""
        spans.append(Span(job=job, user_id=job.user_id, question_id=question, attempt=attempt, **columns))
    Span.objects.bulk_create(spans, ignore_conflicts=True)


def clean_text(text: str, secrets: Iterable[str]) -> str:
    """Remove these secrets, the canary, and what PostgreSQL does not store: NUL and unpaired surrogates."""
    whole = text.replace("\x00", "").encode("utf-8", "replace").decode()
    return mask_secrets(canary.CANARY_PATTERN.sub(MASK, whole), secrets)


def clean_and_shorten(text: str, longest: int = MAX_TEXT_CHARACTERS, *, secrets: Iterable[str] | None = None) -> str:
    """Clean a text, and keep only the beginning and the end of a long one. Default: the secrets of this process.

    For many texts, read `secret_values` once and pass it: reading it takes longer than cleaning a text.
    """
    text = clean_text(text, secret_values() if secrets is None else secrets)
    if len(text) <= longest:
        return text
    head = longest * 2 // 3
    left_out = f"\n\n[... {len(text) - longest:,} characters left out ...]\n\n"
    return f"{text[:head]}{left_out}{text[len(text) - (longest - head) :]}"


def clear_old_texts(*, now: datetime) -> int:
    """Delete prompts and answers older than TRACE_PROMPT_DAYS; the rows keep times, tokens and costs."""
    with acting_as_staff(Purpose.RETENTION):
        return Span.objects.clear_texts_before(now - timedelta(days=settings.TRACE_PROMPT_DAYS))
