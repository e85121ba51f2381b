"""What of a trace is kept: a row for each span, its texts without keys, capped, and only for as long as is set."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from advisors.safety import canary
from advisors.safety.masking import MASK, mask_secrets
from analysis.models import Job, Span
from analysis.usage.settings import secrets
from people import acting_as_staff

if TYPE_CHECKING:
    from advisors.tracing.recorder import SpanRecord

LONGEST_TEXT = 20_000
"""Characters of one prompt or answer."""
LONGEST_TOOL_ANSWER = 4_000
"""A tool answers with facts, and these stand with the job."""


def store(job: Job, attempt: int, records: Iterable["SpanRecord"]) -> None:
    """In the transaction of whoever holds the job."""
    Span.objects.bulk_create([_row(job, attempt, record) for record in records], ignore_conflicts=True)


def _row(job: Job, attempt: int, record: "SpanRecord") -> Span:
    columns = {name: getattr(record, name) for name in record.__slots__}
    columns |= {name: cleaned(getattr(record, name)) for name in ("name", "agent", "model", "error")}
    longest = LONGEST_TOOL_ANSWER if record.kind == "function" else LONGEST_TEXT
    for name in ("prompt", "answer"):
        columns[name] = kept(columns[name], longest) if settings.TRACE_PROMPT_DAYS else ""
    return Span(job=job, user_id=job.user_id, attempt=attempt, **columns)


def cleaned(text: str) -> str:
    """Without keys and the word that is for nobody, and without what PostgreSQL does not take: NUL, half characters."""
    whole = text.replace("\x00", "").encode("utf-8", "replace").decode()
    return mask_secrets(canary.CANARY_PATTERN.sub(MASK, whole), secrets())


def kept(text: str, longest: int = LONGEST_TEXT) -> str:
    """Cleaned; of a long text its beginning and its end."""
    text = cleaned(text)
    if len(text) <= longest:
        return text
    head = longest * 2 // 3
    left_out = f"\n\n[... {len(text) - longest:,} characters left out ...]\n\n"
    return f"{text[:head]}{left_out}{text[len(text) - (longest - head) :]}"


def forget(*, now: datetime) -> int:
    """Prompts and answers older than the setting says; the rows stay, with times, tokens and costs."""
    with acting_as_staff("spans"):
        return Span.objects.with_texts().written_before(now - timedelta(days=settings.TRACE_PROMPT_DAYS)).forget_texts()
