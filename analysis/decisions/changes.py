"""Record and take back decisions. Each change is an audit event."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from advisors.document.printed_action import PrintedAction
from analysis import events
from analysis.decisions.models import Decision
from analysis.results.last_analysis import load_actions
from people.audit import record_changes
from people.models import User


class UnknownAction(Exception):
    """The analysis does not exist, is not this person's, or has no such action."""


@transaction.atomic
def decide(*, user: User, job_id: UUID, action_id: str, choice: Decision.Choice, note: str = "") -> Decision:
    """Store what a person decided about an action of one of their analyses, in place of an earlier decision."""
    action = find_action(load_actions(user, job_id), action_id)
    if action is None:
        raise UnknownAction
    own = Decision.objects.owned_by(user).filter(job_id=job_id, action=action_id)
    with record_changes(own, by=user, kind=events.DECISION_RECORDED, details=action.title.text):
        decision, _ = Decision.objects.update_or_create(
            job_id=job_id, action=action_id, defaults={"user": user, "choice": choice, "note": note}
        )
    return decision


@transaction.atomic
def take_back(*, user: User, job_id: UUID, action_id: str) -> bool:
    """Delete a decision, so that the action is open again. Return whether there was one."""
    own = Decision.objects.owned_by(user).filter(job_id=job_id, action=action_id)
    row = own.select_for_update().first()
    if row is None:
        return False
    with record_changes(own, by=user, kind=events.DECISION_TAKEN_BACK, details=str(row)):
        own.delete()
    return True


def find_action(actions: Iterable[PrintedAction], action_id: str) -> PrintedAction | None:
    """Return the action with this id, among options too."""
    for action in actions:
        found = action if action.id == action_id else find_action(action.options, action_id)
        if found:
            return found
    return None
