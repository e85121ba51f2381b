"""What of a trace is kept: a row for each span, its texts without keys, capped, and only for as long as is set."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from advisors.safety import canary
from advisors.safety.masking import MASK, mask_secrets
from analysis.models import Job, Span
from analysis.usage.model_settings import secret_values
from people import acting_as_staff

if TYPE_CHECKING:
    from advisors.tracing.recorded_span import SpanRecord

MAX_TEXT_CHARACTERS = 20_000
"""Characters of one prompt or answer."""
MAX_TOOL_ANSWER_CHARACTERS = 4_000
"""A tool answers with facts, and these stand with the job."""


def store_spans(job: Job, attempt: int, records: Iterable["SpanRecord"]) -> None:
    """In the transaction of whoever holds the job."""
    Span.objects.bulk_create([_build_span(job, attempt, record) for record in records], ignore_conflicts=True)


def _build_span(job: Job, attempt: int, record: "SpanRecord") -> Span:
    columns = {name: getattr(record, name) for name in record.__slots__}
    columns |= {name: clean_text(getattr(record, name)) for name in ("name", "agent", "model", "error")}
    longest = MAX_TOOL_ANSWER_CHARACTERS if record.kind == "function" else MAX_TEXT_CHARACTERS
    for name in ("prompt", "answer"):
        columns[name] = clean_and_shorten(columns[name], longest) if settings.TRACE_PROMPT_DAYS else ""
    return Span(job=job, user_id=job.user_id, attempt=attempt, **columns)


def clean_text(text: str) -> str:
    """Without keys and the word that is for nobody, and without what PostgreSQL does not take: NUL, half characters."""
    whole = text.replace("\x00", "").encode("utf-8", "replace").decode()
    return mask_secrets(canary.CANARY_PATTERN.sub(MASK, whole), secret_values())


def clean_and_shorten(text: str, longest: int = MAX_TEXT_CHARACTERS) -> str:
    """Cleaned; of a long text its beginning and its end."""
    text = clean_text(text)
    if len(text) <= longest:
        return text
    head = longest * 2 // 3
    left_out = f"\n\n[... {len(text) - longest:,} characters left out ...]\n\n"
    return f"{text[:head]}{left_out}{text[len(text) - (longest - head) :]}"


def clear_old_texts(*, now: datetime) -> int:
    """Prompts and answers older than the setting says; the rows stay, with times, tokens and costs."""
    with acting_as_staff("spans"):
        return Span.objects.with_texts().created_before(now - timedelta(days=settings.TRACE_PROMPT_DAYS)).clear_texts()
