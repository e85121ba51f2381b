"""What language models cost in a period: by day, by person and by model, with what no price is known of."""

import csv
import io
from collections.abc import Iterable, Mapping
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
from portfolios.importers.values import escape_formula

MAX_LISTED = 200
SYSTEM_LABEL = "The house: notes of public articles"
CSV_COLUMNS = (
    "day", "user_id", "user", "model", "requests", "tokens_in", "tokens_out", "known_cost_usd", "unpriced_requests",
)  # fmt: skip


def load_spent_today(user_id: UUID | None) -> SpendingToday:
    """Return what language models have cost since midnight (UTC): for this person, and for everybody."""
    with acting_as_staff("model costs"):
        return ModelCost.objects.filter(day=timezone.now().date()).day_spending(user_id)


@dataclass(frozen=True)
class CostTotal:
    """of: what it is the sum of, in words. dollars: what is known of them; unpriced: requests nothing is known of."""

    of: str
    requests: int
    tokens_in: int
    tokens_out: int
    dollars: Decimal
    unpriced: int

    @property
    def is_unknown(self) -> bool:
        return bool(self.requests) and self.unpriced == self.requests


@dataclass(frozen=True)
class SpendingLimit:
    """A limit in dollars, of one person a day or of everybody, and what of it is used."""

    of: str
    used: Decimal
    limit: Decimal

    @property
    def share(self) -> Decimal:
        """Per cent."""
        return self.used * 100 / self.limit


@dataclass(frozen=True)
class PeriodCosts:
    """first and last: days, both within. today: the day whose caps are shown."""

    first: date
    last: date
    today: date

    @property
    def rows(self) -> ModelCostQuerySet:
        return ModelCost.objects.within(self.first, self.last)

    @cached_property
    def by_day(self) -> list[CostTotal]:
        return [
            _build_total(f"{row['day']:%B} {row['day'].day}, {row['day']:%Y}", row)
            for row in self.rows.totals_by("day")
        ]

    @cached_property
    def by_person(self) -> list[CostTotal]:
        sums = self.rows.totals_by("user_id", "user__email")
        return sorted((_build_total(_describe_user(row), row) for row in sums), key=_sort_key_by_cost)

    @cached_property
    def by_model(self) -> list[CostTotal]:
        return sorted((_build_total(row["model"], row) for row in self.rows.totals_by("model")), key=_sort_key_by_cost)

    @cached_property
    def total(self) -> CostTotal:
        return _add_totals(self.by_model)

    @property
    def unpriced(self) -> list[CostTotal]:
        return [model for model in self.by_model if model.unpriced]

    @cached_property
    def daily_limits(self) -> list[SpendingLimit]:
        """Everybody's first, then each person's, the one nearest to it first."""
        rows = list(ModelCost.objects.within(self.today, self.today).totals_by("user_id", "user__email"))
        everybody = SpendingLimit("Everybody", sum((row["dollars"] for row in rows), Decimal(0)), limits().day_usd)
        people = [
            SpendingLimit(_describe_user(row), row["dollars"], limits().user_day_usd) for row in rows if row["user_id"]
        ]
        return [everybody, *sorted(people, key=lambda cap: -cap.used)[:MAX_LISTED]]

    def as_csv(self) -> str:
        """One row for each day, person and model; what could be a formula is text."""
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(CSV_COLUMNS)
        for row in self.rows.totals_by("day", "user_id", "user__email", "model"):
            values = (row["day"], row["user_id"] or "", row["user__email"] or "", row["model"], row["sum_requests"],
                      row["sum_in"], row["sum_out"], row["dollars"], row["unpriced"])  # fmt: skip
            writer.writerow([escape_formula(str(value)) for value in values])
        return out.getvalue()


def _build_total(of: str, row: Mapping[str, Any]) -> CostTotal:
    return CostTotal(of, row["sum_requests"], row["sum_in"], row["sum_out"], row["dollars"], row["unpriced"])


def _add_totals(sums: Iterable[CostTotal]) -> CostTotal:
    parts = [(one.requests, one.tokens_in, one.tokens_out, one.dollars, one.unpriced) for one in sums]
    requests, tokens_in, tokens_out, dollars, unpriced = map(sum, zip(*parts, strict=True)) if parts else (0,) * 5
    return CostTotal("All", int(requests), int(tokens_in), int(tokens_out), Decimal(dollars), int(unpriced))


def _describe_user(row: Mapping[str, Any]) -> str:
    """A deleted user has no address any more; their id stays, as a pseudonym."""
    return row["user__email"] or (f"Deleted user {row['user_id']}" if row["user_id"] else SYSTEM_LABEL)


def _sort_key_by_cost(one: CostTotal) -> tuple[Decimal, int]:
    return -one.dollars, -one.requests
