"""How often an assistant may ask: the same for every way it asks."""

from types import SimpleNamespace

from analysis.assistants.finding import AssistantRefused
from people.models import User
from people.shared_cache.fair_use import FairUseThrottle, Limit

CALLS = Limit("assistant", "questions of your assistant")
COMPUTATIONS = Limit("assistant_work", "what-ifs and comparisons of your assistant")


def count_call(user: User) -> None:
    """Count a call. Raises AssistantRefused beyond the limit."""
    count(user, CALLS)


def count_computation(user: User) -> None:
    """Count a call that takes seconds of computing. Raises AssistantRefused beyond the limit."""
    count(user, COMPUTATIONS)


def count(user: User, limit: Limit) -> None:
    throttle = FairUseThrottle(limit)
    if not throttle.allow_request(SimpleNamespace(user=user), None):
        raise AssistantRefused(f"Too many {limit.what}. Try again in {int(throttle.wait()) + 1} seconds.")
