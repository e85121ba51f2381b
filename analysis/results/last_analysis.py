"""What the dashboard shows of a person's last analysis, read without the rest of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import FloatField, IntegerField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from pydantic import TypeAdapter

from advisors.document.printed_action import PrintedAction
from analysis.models import Job

ACTIONS = TypeAdapter(tuple[PrintedAction, ...])
MAX_ACTIONS = 3


@dataclass(frozen=True)
class LastAnalysis:
    """chance: a fraction, None without a projection. actions: the first of `count`, in their order."""

    job_id: UUID
    completed_at: datetime
    chance: float | None
    plan_to_age: int | None
    actions: tuple[PrintedAction, ...]
    count: int


def load_last_analysis(user: Any) -> LastAnalysis | None:
    """Return the last finished analysis of all of a person's money, in one query; None if there is none."""
    jobs = Job.objects.owned_by(user).filter(job_type=Job.Type.PORTFOLIO_ANALYSIS).completed()
    row = jobs.values_list(
        "pk", "completed_at", Cast(KT("retirement_payload__success_probability"), FloatField()),
        Cast(KT("snapshot__profile__plan_to_age"), IntegerField()), KT("report_payload__document__actions"),
    ).first()  # fmt: skip
    if row is None:
        return None
    job_id, completed_at, chance, plan_to_age, text = row
    actions = ACTIONS.validate_json(text) if text else ()
    return LastAnalysis(job_id, completed_at, chance, plan_to_age, actions[:MAX_ACTIONS], len(actions))
