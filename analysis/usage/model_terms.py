"""Build the terms on which models write for a user: their limits, and the recording of their daily cost."""

import asyncio
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from advisors.budget.allowance import Allowance, SpendingLedger
from advisors.budget.spending import NO_USAGE, ModelUsage
from advisors.budget.terms import RunTerms
from analysis import events
from analysis.database import db_async
from analysis.models import ModelCost
from analysis.usage.costs import load_spent_today
from analysis.usage.model_settings import configured_models, limits
from people import acting_as_staff
from people.audit import record_event
from people.isolation.purposes import Purpose

BUILTIN_WRITER_SECONDS = 20
"""Reserved at the end of a run, in case a model uses up the rest of its time."""


def allowance_for(user_id: UUID | None, before: ModelUsage = NO_USAGE) -> Allowance:
    """Return what models may still spend for a user. before: the cost of earlier attempts."""

    def record_cost(model: str, spent: ModelUsage) -> None:
        owner: dict[str, Any] = {"user_id": user_id}
        with acting_as_staff(Purpose.MODEL_COSTS):
            row, _ = ModelCost.objects.get_or_create(**owner, day=timezone.now().date(), model=model[:120])
            row.add(spent)
            record_event(events.MODEL_CALLED, by=user_id, row=row, details=describe_cost(model, spent))

    ledger = SpendingLedger(db_async(partial(load_spent_today, user_id)), db_async(record_cost))
    return Allowance(limits(), ledger, tokens=before.tokens, usd=before.cost_or_zero)


def describe_cost(model: str, spent: ModelUsage) -> str:
    cost = "unknown cost" if spent.cost_usd is None else f"${spent.cost_usd:f}"
    return f"{model[:120]}, {spent.tokens_in} tokens in, {spent.tokens_out} out, {cost}"


def system_terms() -> RunTerms:
    """Return the terms for public data, such as notes on articles. The day's limit of all users applies."""
    return RunTerms(configured_models(), allowance_for(None))


def deadline() -> float:
    """Return the latest time for a request to a model, by the event loop's clock, as for the run's deadline."""
    seconds: float = settings.ANALYSIS_DEADLINE_SECONDS
    return asyncio.get_running_loop().time() + seconds - min(BUILTIN_WRITER_SECONDS, seconds / 2)


def author_note(terms: RunTerms, *, rewritten: bool) -> str:
    """Return who wrote a step, and what went wrong; empty if no model was asked.

    rewritten: whether the built-in writer wrote it. A model may also have failed at the revision of its lines alone.
    """
    failure = terms.tally.errors[0].message if terms.tally.errors else ""
    if rewritten:
        return f"{failure or 'No line of the model could be used.'} The built-in writer took over."
    if not terms.tally.spent.requests:
        return ""
    written = f"Written by {', '.join(terms.tally.models)}."
    return f"{failure} The wrong lines were left out. {written}" if failure else written
