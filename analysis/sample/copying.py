"""Give a person with the sample portfolio the finished analysis of the sample household."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from analysis.models import Job, Span, Step
from analysis.sample.stored import StoredAnalysis, load_sample
from people.models import User
from portfolios.models.snapshots import take_snapshot
from portfolios.valuation.snapshot import Snapshot

COPIED = [name for name in StoredAnalysis.model_fields if name not in ("created_at", "steps", "spans")]
"""The columns of a job that are stored as they are. Its creation time is set last: Django sets it to now."""


@transaction.atomic
def copy_sample(user: User) -> Job | None:
    """Store the sample analysis as one of this person's, with the ids of their rows and its own times.

    Return None for a person who does not own what the sample household owns.
    """
    stored = load_sample()
    ids = match_ids(stored.snapshot, take_snapshot(user.pk, now=timezone.now()))
    if ids is None:
        return None
    copy = StoredAnalysis.model_validate(replace_ids(stored.model_dump(mode="json"), ids))
    columns = {name: getattr(copy, name) for name in COPIED}
    job = Job.objects.create(user=user, status=Job.Status.COMPLETED, attempt=1, is_sample=True, **columns)
    Step.objects.bulk_create(Step(job=job, user=user, **step.model_dump()) for step in copy.steps)
    spans = {span.span_id: f"sample_{uuid4().hex}" for span in copy.spans}
    Span.objects.bulk_create(
        Span(job=job, user=user, cost_usd=None, **{
            **span.model_dump(), "span_id": spans[span.span_id], "parent_id": spans.get(span.parent_id, ""),
        })
        for span in copy.spans
    )  # fmt: skip
    Job.objects.filter(pk=job.pk).update(created_at=copy.created_at)
    return job


def match_ids(sample: Snapshot, own: Snapshot) -> dict[str, str] | None:
    """Return the ids of a person's rows by those of the sample; None if they own something else."""
    theirs, mine = _name_rows(sample), _name_rows(own)
    if theirs.keys() != mine.keys():
        return None
    catalogue = {one.symbol: one.id for one in own.alternatives}
    ids = {str(theirs[name]): str(mine[name]) for name in theirs}
    return ids | {str(one.id): str(catalogue[one.symbol]) for one in sample.alternatives if one.symbol in catalogue}


def replace_ids(value: Any, ids: Mapping[str, str]) -> Any:
    """Return JSON with other ids, as values and as keys."""
    if isinstance(value, dict):
        return {ids.get(key, key): replace_ids(one, ids) for key, one in value.items()}
    if isinstance(value, list):
        return [replace_ids(one, ids) for one in value]
    return ids.get(value, value) if isinstance(value, str) else value


def _name_rows(snapshot: Snapshot) -> dict[tuple[str, ...], UUID | None]:
    """Return the ids of all rows by what they are."""
    symbols = {one.id: one.symbol for one in snapshot.instruments}
    accounts = {one.id: one.name for one in snapshot.accounts}
    rows: dict[tuple[str, ...], UUID | None] = {("account", one.name): one.id for one in snapshot.accounts}
    rows |= {("instrument", one.symbol): one.id for one in snapshot.instruments}
    rows |= {("income", one.name): one.id for one in snapshot.profile.income}
    return rows | {
        ("position", accounts[one.account_id], symbols[one.instrument_id], str(one.quantity)): one.id
        for one in snapshot.positions
    }
