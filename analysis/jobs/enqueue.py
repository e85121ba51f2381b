"""Instruments on their way to the tagger, outside any analysis.

A message that gets lost is no harm: the next analysis asks about whatever nobody has classified.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

BATCH_SIZE = 25
"""Five at once and five in a row are done long before a task's time is up."""


def enqueue_classification(
    *, user_id: UUID | str | None, instrument_ids: Sequence[UUID | str], anew: bool = False, **_: Any
) -> None:
    """Tell the queue when the caller's transaction commits. user_id: None for the catalogue's instruments."""
    owner, ids = str(user_id or ""), [str(pk) for pk in instrument_ids]
    batches = [ids[start : start + BATCH_SIZE] for start in range(0, len(ids), BATCH_SIZE)]
    transaction.on_commit(lambda: _enqueue_batches(owner, batches, anew), robust=True)  # Django cannot log a partial


def _enqueue_batches(owner: str, batches: list[list[str]], anew: bool) -> None:
    from django_q.tasks import async_task

    for batch in batches:
        async_task("analysis.worker.tasks.classify_instruments", owner, batch, anew, ack_failure=True)
