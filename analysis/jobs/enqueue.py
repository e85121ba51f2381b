"""Enqueue instruments for the tagger, outside any analysis.

A lost message does no harm: the next analysis classifies what is still unclassified.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

BATCH_SIZE = 25
"""Instruments in a message. The tagger takes five at once, so a batch ends long before the task's time is up."""


def enqueue_classification(
    *, user_id: UUID | str | None, instrument_ids: Sequence[UUID | str], anew: bool = False, **_: Any
) -> None:
    """Enqueue a classification when the caller's transaction commits. user_id: None for the shared catalogue."""
    owner, ids = str(user_id or ""), [str(pk) for pk in instrument_ids]

    def enqueue() -> None:
        from django_q.tasks import async_task

        for start in range(0, len(ids), BATCH_SIZE):
            batch = ids[start : start + BATCH_SIZE]
            async_task("analysis.worker.tasks.classify_instruments", owner, batch, anew, ack_failure=True)

    transaction.on_commit(enqueue, robust=True)
