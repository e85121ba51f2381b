"""On what terms models write for somebody: within the limits, booked day by day."""

import asyncio
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from advisors.budget.allowance import Allowance, SpendingLedger
from advisors.budget.spending import NO_USAGE, ModelUsage
from advisors.budget.terms import RunTerms
from analysis.database import db_async
from analysis.models import ModelCost
from analysis.usage.costs import load_spent_today
from analysis.usage.model_settings import configured_models, limits
from people import acting_as_staff

BUILTIN_WRITER_SECONDS = 20
"""Kept of a run's time for the built-in writer, should a model use up all of the rest."""


def allowance_for(user_id: UUID | None, before: ModelUsage = NO_USAGE) -> Allowance:
    """before: what earlier attempts have cost."""
    book = SpendingLedger(db_async(partial(load_spent_today, user_id)), db_async(partial(_book_cost, user_id)))
    return Allowance(limits(), book, tokens=before.tokens, usd=before.cost_or_zero)


def system_terms() -> RunTerms:
    """For what is nobody's data: the notes of public articles. Everybody's limit of the day holds."""
    return RunTerms(configured_models(), allowance_for(None))


def deadline() -> float:
    """By the loop's clock, which the run's own deadline goes by: until then models may be asked."""
    seconds: float = settings.ANALYSIS_DEADLINE_SECONDS
    return asyncio.get_running_loop().time() + seconds - min(BUILTIN_WRITER_SECONDS, seconds / 2)


def author_note(terms: RunTerms, *, rewritten: bool) -> str:
    """Who wrote this step, in a sentence; nothing where no model is allowed to."""
    if terms.tally.errors:
        return f"{terms.tally.errors[0].message} The built-in writer took over."
    if not terms.tally.spent.requests:
        return ""
    if rewritten:
        return "What the model wrote could not be verified. The built-in writer took over."
    return f"Written by {', '.join(terms.tally.models)}."


def _book_cost(user_id: UUID | None, model: str, spent: ModelUsage) -> None:
    whose: dict[str, Any] = {"user_id": user_id}
    with acting_as_staff("model costs"):
        row, _ = ModelCost.objects.get_or_create(**whose, day=timezone.now().date(), model=model[:120])
        row.add(spent)
