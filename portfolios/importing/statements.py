"""PDF statements that wait for a language model. Its code is in a higher app, so they are handed over by signals."""

from django.db import transaction
from django.dispatch import Signal

from people.models import User
from portfolios.importers.readers.pdf import ELSEWHERE
from portfolios.models.imports import ImportDraft

reader_wanted = Signal()
"""user: whose statement it is. Receivers return why no language model may read it; empty if one may."""
statement_waiting = Signal()
"""draft: a statement that waits. Receivers queue it."""
NO_READER = "there is none here"


class StatementUnread(Exception):
    """A statement of the import is not read yet, or none of its files can be read."""


def find_refusal(user: User) -> str:
    """Return why the statements of a person cannot be read, and what to do instead; empty if they can."""
    reasons = [reason for _, reason in reader_wanted.send(ImportDraft, user=user)] or [NO_READER]
    reason = next(filter(None, reasons), "")
    return f"This is a PDF. Only a language model can find its rows, and {reason}. {ELSEWHERE}" if reason else ""


def send_statement(draft: ImportDraft) -> None:
    """Have a statement read when the transaction commits. Safe to repeat while it waits."""
    transaction.on_commit(lambda: statement_waiting.send(ImportDraft, draft=draft), robust=True)
