"""Notes of programs: which key added them, and who lets reports use them."""

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from advisors import events
from advisors.library.notes import add_note, enqueue_embedding
from advisors.models import ResearchNote
from advisors.note import Note
from advisors.safety.prompt_data import has_injection
from people.audit import record_event
from people.models import ApiKey, User


@transaction.atomic
def store_program_note(note: Note, *, key: ApiKey, now: datetime) -> tuple[ResearchNote, bool]:
    """Return the row, and whether it is new. A new note waits for staff, unless the policy accepts it at once."""
    is_accepted = accepts_at_once(note, key)
    row, is_new = add_note(
        note, key_prefix=key.prefix, key_name=key.name,
        decided_at=now if is_accepted else None, accepted_by_policy=is_accepted,
        state=ResearchNote.State.ACCEPTED if is_accepted else ResearchNote.State.PENDING,
    )  # fmt: skip
    if is_new:
        details = f"{key.prefix}, {key.name}: {row.get_state_display()}. {note.host}"
        record_event(events.NOTE_ADDED, by=key.user_id, row=row, details=details)
        if is_accepted:
            enqueue_embedding()
    return row, is_new


def accepts_at_once(note: Note, key: ApiKey) -> bool:
    """Return whether the settings trust the key or the source's host. No policy accepts text that addresses a model."""
    if has_injection(f"{note.topic}\n{note.text}"):
        return False
    host = urlsplit(note.source).hostname or ""
    hosts = settings.RESEARCH_ACCEPTED_HOSTS
    return key.prefix in settings.RESEARCH_ACCEPTED_KEYS or any(host == h or host.endswith(f".{h}") for h in hosts)


@transaction.atomic
def decide_notes(rows: Iterable[ResearchNote], state: ResearchNote.State, *, by: User, now: datetime) -> int:
    """Accept or reject notes of programs; return how many changed. Others need no decision and stay as they are."""
    kind = events.NOTE_ACCEPTED if state == ResearchNote.State.ACCEPTED else events.NOTE_REJECTED
    changed = [row for row in rows if row.decide(state, by=by, now=now)]
    for row in changed:
        record_event(kind, by=by, row=row, details=f"{row.key_prefix}, {row.key_name}: {row.topic}")
    if changed and state == ResearchNote.State.ACCEPTED:
        enqueue_embedding()
    return len(changed)
