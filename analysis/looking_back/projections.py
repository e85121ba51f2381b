"""Load what past analyses of a person projected."""

from datetime import datetime
from typing import Any

from django.db.models.fields.json import KT
from pydantic import TypeAdapter

from analysis.looking_back.calibration import PastProjection
from analysis.results.last_analysis import finished_analyses

MAX_READ = 200
LEVELS = TypeAdapter(dict[str, list[float]])
PLAN = (
    "snapshot__profile__annual_contribution", "snapshot__profile__target_retirement_income",
    "snapshot__profile__plan_to_age", "snapshot__currency",
)  # fmt: skip
"""What must be the same, beside the age of retirement, so that a later analysis is a test of an earlier range."""
AGES = ("snapshot__profile__age", "snapshot__profile__years_until_retirement")
START_LEVEL = "50"


def load_projections(user: Any) -> list[PastProjection]:
    """Return the projections of a person's whole analyses, the newest first."""
    columns: list[Any] = ["completed_at", KT("retirement_payload__fan__nominal"), *map(KT, (*AGES, *PLAN))]
    found = []
    for completed_at, text, age, years, *plan in finished_analyses(user).values_list(*columns)[:MAX_READ]:
        levels = LEVELS.validate_json(text) if text else {}
        if levels.get(START_LEVEL) and isinstance(completed_at, datetime):
            worth = levels[START_LEVEL][0]
            retires = str(int(age) + int(years)) if int(years) else "retired"
            found.append(PastProjection(completed_at.date(), worth, levels, (retires, *map(str, plan))))
    return found
