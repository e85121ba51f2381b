"""Recommendations that were given up, as the digests of scheduled analyses found them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from analysis.results.last_analysis import finished_analyses
from analysis.schedules.models import Digest
from analysis.schedules.stored import load_actions

MAX_DIGESTS, MAX_GONE = 50, 30


@dataclass(frozen=True)
class GoneAction:
    """text: what is no longer recommended. since: when the analysis ended that no longer had it."""

    text: str
    since: datetime


def list_gone(user: Any) -> list[GoneAction]:
    """Return what is no longer recommended, the newest first; without what the last analysis recommends again."""
    last = finished_analyses(user).without_large_columns().first()
    if last is None:
        return []
    seen, gone = set(load_actions(last)), list[GoneAction]()
    digests = Digest.objects.owned_by(user).exclude(findings=None).order_by("-job__created_at")
    rows = digests.values_list("findings", "job__completed_at", "job__created_at")[:MAX_DIGESTS]
    for findings, completed_at, created_at in rows:
        for one in findings or ():
            if one.kind == "gone_action" and one.key not in seen:
                gone.append(GoneAction(one.text, completed_at or created_at))
            seen.add(one.key)  # the newest news about it counts
    return gone[:MAX_GONE]
