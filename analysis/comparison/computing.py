"""Compute a comparison, in a worker."""

from uuid import UUID

from advisors.comparing.compare import Analyzed, compare
from advisors.comparing.inputs import TwoInputs
from advisors.comparing.result import Comparison as ComparisonResult
from analysis.comparison.models import Comparison
from analysis.models import Job
from people import acting_as


def compute_waiting(comparison_id: UUID, user_id: UUID) -> str:
    """Compute a waiting comparison and return a line for the queue's log. Safe to repeat."""
    with acting_as(user_id):
        if not Comparison.objects.take(comparison_id):
            return "nothing to do: computed, deleted or taken by another worker"
        comparison = Comparison.objects.select_related("job", "earlier").get(pk=comparison_id)
    result = compare_jobs(comparison.earlier, comparison.job)
    with acting_as(user_id):
        found = Comparison.objects.filter(pk=comparison_id).first()
        if found is None:
            return "the comparison was deleted meanwhile"
        found.result, found.status = result, Comparison.Status.DONE
        found.save(update_fields=["result", "status", "updated_at"])
    return "compared"


def compare_jobs(earlier: Job, later: Job) -> ComparisonResult:
    """Compare two completed analyses, the earlier one first."""
    assert earlier.snapshot is not None and later.snapshot is not None
    assert earlier.facts is not None and later.facts is not None
    return compare(Analyzed(TwoInputs(earlier.snapshot, later.snapshot), (earlier.facts, later.facts)))
