"""Start an analysis for an assistant: the only thing it may write."""

from analysis.assistants.answers import StartAnswer
from analysis.assistants.finding import AssistantRefused
from analysis.job_kinds import KINDS, find_kind
from analysis.jobs import dispatch
from analysis.jobs.errors import IdempotencyConflict, TooManyAnalyses
from analysis.usage.cost_estimate import load_estimate_text
from people.models import User


def start_analysis(user: User, *, kind: str, key: str) -> StartAnswer:
    """Start an analysis, or return the one that runs or that this key started. Raises AssistantRefused."""
    try:
        found = find_kind(kind)
    except LookupError:
        names = ", ".join(one.key for one in KINDS)
        raise AssistantRefused(f"There is no such kind of analysis. Kinds: {names}.") from None
    try:
        started = dispatch.start(user=user, idempotency_key=key or None, job_type=found.key)
    except (IdempotencyConflict, TooManyAnalyses) as refused:
        raise AssistantRefused(str(refused)) from refused
    message = "The analysis has started." if started.created else "This analysis has already started."
    return StartAnswer(
        analysis=str(started.job.pk), status=started.job.status,
        message=f"{message} {load_estimate_text(user)}" if started.created else message,
    )  # fmt: skip
