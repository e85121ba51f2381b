"""The state of the workers, for the team page and `start.py`. Supervisors store it in the cache every few seconds.

On AWS Lambda there is no supervisor, so the state there is always UNKNOWN.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.core.cache import cache
from django.utils import timezone

KEPT_SECONDS = 20  # a supervisor stores its status every 5 s
STARTING_KEY, READY_KEY = "workers-starting", "workers-ready"
HEARTBEAT_KEY, REAPER_KEY = "workers-heartbeat", "reaper-run"
HISTORY_SECONDS = 7 * 86_400  # how long it is known when a supervisor last reported and reaped


class WorkerState(StrEnum):
    UNKNOWN = "unknown"  # no supervisor has reported lately
    STARTING = "starting"  # a supervisor runs, but none of its workers is ready
    READY = "ready"
    BUSY = "busy"  # every worker that is ready has work


@dataclass(frozen=True)
class WorkerStatus:
    """since: the time at which the workers began to start; None in any other state."""

    state: WorkerState
    since: datetime | None = None

    @property
    def starting_time(self) -> timedelta:
        return max(timedelta(), timezone.now() - self.since) if self.since else timedelta()


def publish(status: WorkerStatus) -> None:
    """Store a supervisor's status. One whose workers are ready does not hide behind another that is still starting."""
    if status.state == WorkerState.STARTING:
        cache.set(STARTING_KEY, status.since, KEPT_SECONDS)
    else:
        cache.set(READY_KEY, status.state.value, KEPT_SECONDS)
    cache.set(HEARTBEAT_KEY, timezone.now(), HISTORY_SECONDS)


def publish_reaper_run() -> None:
    cache.set(REAPER_KEY, timezone.now(), HISTORY_SECONDS)


@dataclass(frozen=True)
class LastReports:
    """When a supervisor last reported, and when it last reaped jobs; None if it is not known."""

    heartbeat: datetime | None
    reaper: datetime | None


def last_reports() -> LastReports:
    found = cache.get_many([HEARTBEAT_KEY, REAPER_KEY])
    return LastReports(found.get(HEARTBEAT_KEY), found.get(REAPER_KEY))


def current_status() -> WorkerStatus:
    found = cache.get_many([STARTING_KEY, READY_KEY])
    if READY_KEY in found:
        return WorkerStatus(WorkerState(found[READY_KEY]))
    if STARTING_KEY in found:
        return WorkerStatus(WorkerState.STARTING, found[STARTING_KEY])
    return WorkerStatus(WorkerState.UNKNOWN)
