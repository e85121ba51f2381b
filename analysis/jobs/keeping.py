"""What a person does with an analysis that has ended: rename or delete it."""

import uuid

from analysis.models import Job
from people.models import User


def rename(*, user: User, job_id: uuid.UUID, name: str) -> None:
    """Store what its owner calls an analysis. Empty removes the name."""
    Job.objects.owned_by(user).filter(pk=job_id).change(name=name)


def delete(*, user: User, job_id: uuid.UUID) -> bool:
    """Delete an analysis with its steps and its trace. Return False while it runs: its worker still writes."""
    ended = Job.objects.owned_by(user).filter(pk=job_id).exclude(status__in=Job.ACTIVE)
    deleted, _ = ended.delete()
    return deleted > 0
