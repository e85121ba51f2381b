"""The newest finished analysis of a person, and what the dashboard and the plan show of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models.fields.json import KT
from django.db.models.functions import JSONObject
from pydantic import BaseModel, TypeAdapter

from advisors.document.printed_action import PrintedAction
from advisors.retirement.figures import Sensitivity
from analysis.decisions.models import Decision
from analysis.models import Job, JobQuerySet
from portfolios.currencies import BASE_CURRENCY

ACTIONS = TypeAdapter(tuple[PrintedAction, ...])
MAX_ACTIONS, MAX_SWINGS = 3, 4


class ShownProjection(BaseModel):
    """What pages show of a projection. Shares are fractions, money is a year; None if there is no projection.

    interval: of the chance, at 95%. goal, retirement_age, plan_to_age: of the profile then. law_year: of its taxes;
    None before taxes.
    """

    chance: float | None = None
    interval: tuple[float, float] | None = None
    income: float | None = None
    goal: float | None = None
    paths: int | None = None
    swings: tuple[Sensitivity, ...] | None = None
    age: int | None = None
    years: int | None = None
    plan_to_age: int | None = None
    law_year: int | None = None
    currency: str | None = None

    @property
    def code(self) -> str:
        return self.currency or BASE_CURRENCY

    @property
    def retirement_age(self) -> int | None:
        return None if self.age is None or self.years is None else self.age + self.years

    @property
    def most(self) -> list[Sensitivity]:
        """Return what moves the chance most."""
        moved = (one for one in self.swings or () if one.success)
        return sorted(moved, key=lambda one: -abs(one.success or 0))[:MAX_SWINGS]


SHOWN = JSONObject(
    chance="retirement_payload__success_probability", interval="retirement_payload__interval",
    income="retirement_payload__estimated_income", goal="retirement_payload__income_goal",
    paths="retirement_payload__paths", swings="retirement_payload__swings", age="snapshot__profile__age",
    years="snapshot__profile__years_until_retirement", plan_to_age="snapshot__profile__plan_to_age",
    law_year="retirement_payload__household__law_year", currency="snapshot__currency",
)  # fmt: skip


@dataclass(frozen=True)
class DecidedAction:
    """An action, or an option of one, with what the person decided about it."""

    action: PrintedAction
    decision: Decision


@dataclass(frozen=True)
class LastAnalysis:
    """actions: all, in their order. decisions: by the id of the action."""

    job_id: UUID
    completed_at: datetime
    projection: ShownProjection
    actions: tuple[PrintedAction, ...]
    decisions: Mapping[str, Decision]

    @property
    def open_actions(self) -> list[PrintedAction]:
        """Return the next actions that wait for a decision."""
        return [action for action in self.actions if not is_settled(action, self.decisions)][:MAX_ACTIONS]

    @property
    def settled(self) -> list[DecidedAction]:
        """Return the actions and options that have a decision, but for the options of an action that is open."""
        still_open = self.open_actions
        settled = (action for action in self.actions if action not in still_open)
        every = (one for action in settled for one in action.options or (action,))
        return [DecidedAction(one, self.decisions[one.id]) for one in every if one.id in self.decisions]


def is_settled(action: PrintedAction, decisions: Mapping[str, Decision]) -> bool:
    """Return whether an action has a decision. Of several options one to be done is enough, else all need one."""
    if not action.options:
        return action.id in decisions
    found = [decisions.get(option.id) for option in action.options]
    return all(found) or any(one.choice == Decision.Choice.DO for one in found if one)


def finished_analyses(user: Any) -> JobQuerySet:
    """Return the finished analyses of all of a person's money, the newest first."""
    return Job.objects.owned_by(user).whole().completed().order_by("-created_at")


def load_actions(user: Any, job_id: UUID) -> tuple[PrintedAction, ...]:
    """Return the actions of a finished analysis of this person; none if there is no such analysis."""
    found = finished_analyses(user).filter(pk=job_id).values_list(KT("report_payload__document__actions"), flat=True)
    text = found.first()
    return ACTIONS.validate_json(text) if text else ()


def load_last_analysis(user: Any) -> LastAnalysis | None:
    """Return what pages show of the newest finished analysis, in two queries; None if there is none."""
    columns = ("pk", "completed_at", SHOWN, KT("report_payload__document__actions"))
    row = finished_analyses(user).values_list(*columns).first()
    if row is None:
        return None
    job_id, completed_at, shown, text = row
    return LastAnalysis(
        job_id, completed_at, ShownProjection.model_validate(shown), ACTIONS.validate_json(text) if text else (),
        Decision.objects.owned_by(user).by_action(job_id),
    )  # fmt: skip
