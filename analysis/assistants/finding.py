"""Find a person's own analysis."""

from uuid import UUID

from analysis.models import Job
from people.models import User

NONE_YET = "There is no finished analysis yet. Start one."
NOT_FOUND = "There is no such analysis. Leave the id out for the last one."
TOO_OLD = "This analysis is of an earlier version of Alex and keeps too little for this. Start a new one."


class AssistantRefused(Exception):
    """What the assistant asked for is not given. Its text is for it and for the person."""


def find_any(user: User, analysis: str) -> Job:
    """Return an analysis in any state; without an id the newest. Raises AssistantRefused, also for others' analyses."""
    own = Job.objects.owned_by(user)
    found = own.filter(pk=read_id(analysis)).first() if analysis else own.whole().first()
    if found is None:
        raise AssistantRefused(NOT_FOUND if analysis else NONE_YET)
    return found


def find_completed(user: User, analysis: str) -> Job:
    """Return a completed analysis; without an id the last one. Raises AssistantRefused."""
    own = Job.objects.owned_by(user).completed()
    found = own.filter(pk=read_id(analysis)).first() if analysis else own.whole().first()
    if found is None:
        raise AssistantRefused(NOT_FOUND if analysis else NONE_YET)
    if found.facts is None or found.snapshot is None:
        raise AssistantRefused(TOO_OLD)
    return found


def read_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise AssistantRefused(NOT_FOUND) from None
