"""Whether a language model may read a person's PDF statements, and their way to a worker. No model code here."""

from typing import Any

from analysis.usage.consent import permission_for
from analysis.usage.model_settings import configured_models
from people.models import User
from people.privacy import load_privacy
from people.shared_cache.once import enqueue_once
from portfolios.importing.statements import NO_READER
from portfolios.models.imports import ImportDraft

TASK = "analysis.worker.tasks.read_statement"
READER = "reader"
SENT_AGAIN_AFTER = 30
DEMO = "a demo's data goes to no language model"
NO_CONSENT = "yours goes to one only with your consent, under Settings, Privacy"


def find_obstacle(*, user: User, **_: Any) -> str:
    """Return why no language model may read the statements of a person; empty if one may."""
    if not configured_models().model_for_role(READER):
        return NO_READER
    if permission_for(user, load_privacy(user)).models.model_for_role(READER):
        return ""
    return DEMO if user.is_demo else NO_CONSENT


def enqueue_statement(*, draft: ImportDraft, **_: Any) -> None:
    """Queue a statement for a worker, at most every half minute: its message or its worker may be gone."""
    enqueue_once(TASK, str(draft.pk), str(draft.user_id), occasion=f"statement-{draft.pk}", seconds=SENT_AGAIN_AFTER)
