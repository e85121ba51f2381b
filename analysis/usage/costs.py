"""Sum the cost of language models: of today, and of a period by day, by user and by model."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils import timezone

from advisors.budget.spending import SpendingToday
from analysis.models import ModelCost, ModelCostQuerySet
from analysis.usage.model_settings import limits
from people import acting_as_staff
from people.isolation.purposes import Purpose
from portfolios.importers.values import escape_formula

MAX_LISTED = 200
SYSTEM_LABEL = "Alex itself: notes on public articles"
CSV_COLUMNS = (
    "day", "user_id", "user", "model", "requests", "tokens_in", "tokens_out", "known_cost_usd", "unpriced_requests",
)  # fmt: skip


DELETED_PEOPLE = UUID(int=0)
"""Whose id the costs of deleted people have."""


def load_spent_today(user_id: UUID | None) -> SpendingToday:
    """Return what language models have cost since midnight (UTC): for this person, and for everybody."""
    with acting_as_staff(Purpose.MODEL_COSTS):
        return ModelCost.objects.filter(day=timezone.now().date()).day_spending(user_id)


@dataclass(frozen=True)
class CostTotal:
    """A sum of costs. known_usd: without the `unpriced` requests, whose price is unknown."""

    label: str
    requests: int
    tokens_in: int
    tokens_out: int
    known_usd: Decimal
    unpriced: int

    @property
    def is_unknown(self) -> bool:
        return bool(self.requests) and self.unpriced == self.requests


@dataclass(frozen=True)
class SpendingLimit:
    """A daily limit in dollars for one user or for all together, and the used part of it."""

    label: str
    used: Decimal
    limit: Decimal

    @property
    def share(self) -> Decimal:
        """Return how much is used, in percent."""
        return self.used * 100 / self.limit


@dataclass(frozen=True)
class PeriodCosts:
    """The costs of a period. first and last: its days, both included. today: the day of the limits."""

    first: date
    last: date
    today: date

    @property
    def rows(self) -> ModelCostQuerySet:
        return ModelCost.objects.between_days(self.first, self.last)

    @cached_property
    def by_day(self) -> list[CostTotal]:
        return [
            _build_total(f"{row['day']:%B} {row['day'].day}, {row['day']:%Y}", row)
            for row in self.rows.totals_by("day")
        ]

    @cached_property
    def by_user(self) -> list[CostTotal]:
        sums = self.rows.totals_by("user_id", "user__email")
        return sorted((_build_total(_describe_user(row), row) for row in sums), key=_sort_key_by_cost)

    @cached_property
    def by_model(self) -> list[CostTotal]:
        return sorted((_build_total(row["model"], row) for row in self.rows.totals_by("model")), key=_sort_key_by_cost)

    @cached_property
    def total(self) -> CostTotal:
        models = self.by_model
        return CostTotal(
            "All",
            sum(model.requests for model in models),
            sum(model.tokens_in for model in models),
            sum(model.tokens_out for model in models),
            sum((model.known_usd for model in models), Decimal(0)),
            sum(model.unpriced for model in models),
        )

    @property
    def unpriced(self) -> list[CostTotal]:
        return [model for model in self.by_model if model.unpriced]

    @cached_property
    def daily_limits(self) -> list[SpendingLimit]:
        """Return everybody's limit, then those of users, the highest use first."""
        rows = list(ModelCost.objects.between_days(self.today, self.today).totals_by("user_id", "user__email"))
        everybody = SpendingLimit("Everybody", sum((row["dollars"] for row in rows), Decimal(0)), limits().day_usd)
        users = [
            SpendingLimit(_describe_user(row), row["dollars"], limits().user_day_usd) for row in rows if row["user_id"]
        ]
        return [everybody, *sorted(users, key=lambda limit: -limit.used)[:MAX_LISTED]]

    def as_csv(self) -> str:
        """Return one row for each day, user and model. Text that looks like a formula is escaped."""
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(CSV_COLUMNS)
        for row in self.rows.totals_by("day", "user_id", "user__email", "model"):
            values = (row["day"], row["user_id"] or "", row["user__email"] or "", row["model"], row["sum_requests"],
                      row["sum_in"], row["sum_out"], row["dollars"], row["unpriced"])  # fmt: skip
            writer.writerow([escape_formula(str(value)) for value in values])
        return out.getvalue()


def _build_total(label: str, row: Mapping[str, Any]) -> CostTotal:
    return CostTotal(label, row["sum_requests"], row["sum_in"], row["sum_out"], row["dollars"], row["unpriced"])


def _describe_user(row: Mapping[str, Any]) -> str:
    """Return the email address. A user without one was deleted; rows of all deleted people have the same id."""
    if row["user_id"] is None:
        return SYSTEM_LABEL
    return row["user__email"] or (
        "Deleted people" if row["user_id"] == DELETED_PEOPLE else f"Deleted user {row['user_id']}"
    )


def _sort_key_by_cost(total: CostTotal) -> tuple[Decimal, int]:
    return -total.known_usd, -total.requests
