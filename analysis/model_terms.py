"""On what terms models write for somebody: with their consent, within the limits, booked day by day."""

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from advisors.allowance import Allowance, Book
from advisors.llm import Models
from advisors.spending import FREE, NOTHING, Spent, Today
from advisors.terms import Terms
from analysis.database import in_database
from analysis.model_settings import configured, limits, recipients
from analysis.models import ModelCost
from people import acting_as, acting_as_staff
from people.models import User
from people.privacy import privacy_of

WRITING_SECONDS = 20
"""Kept of a run's time for the built-in writer, should a model use up all of the rest."""
DEMO = "A demo's data goes to no language model."
DECLINED = "By the built-in writer alone, as chosen under Settings, Privacy."
UNASKED = "By the built-in writer: a language model may write only with your consent, under Settings, Privacy."


@dataclass(frozen=True)
class Permission:
    """reason: why no model may write where one could."""

    models: Models
    reason: str = ""


def permitted(user_id: UUID | None) -> Permission:
    """user_id: None for the catalogue, which is nobody's data."""
    models = configured()
    if not models.names or user_id is None:
        return Permission(models)
    with acting_as(user_id):
        user = User.objects.get(pk=user_id)
        privacy = privacy_of(user)
    if user.is_demo:
        return Permission(Models(), DEMO)
    if privacy.allows(recipients()):
        return Permission(models)
    return Permission(Models(), DECLINED if privacy.models_declined_at else UNASKED)


def allowance_for(user_id: UUID | None, before: Spent = NOTHING) -> Allowance:
    """before: what earlier attempts have cost."""
    book = Book(in_database(partial(_today, user_id)), in_database(partial(_write, user_id)))
    return Allowance(limits(), book, tokens=before.tokens, usd=before.known_usd)


def of_the_house() -> Terms:
    """For what is nobody's data: the notes of public articles. Everybody's limit of the day holds."""
    return Terms(configured(), allowance_for(None))


def deadline() -> float:
    """By the loop's clock, which the run's own deadline goes by: until then models may be asked."""
    seconds: float = settings.ANALYSIS_DEADLINE_SECONDS
    return asyncio.get_running_loop().time() + seconds - min(WRITING_SECONDS, seconds / 2)


def by_whom(terms: Terms, *, rewritten: bool) -> str:
    """Who wrote this step, in a sentence; nothing where no model is allowed to."""
    if terms.account.failed:
        return f"{terms.account.failed[0].message} The built-in writer took over."
    if not terms.account.spent.requests:
        return ""
    if rewritten:
        return "What the model wrote could not be verified. The built-in writer took over."
    return f"Written by {', '.join(terms.account.models)}."


def _today(user_id: UUID | None) -> Today:
    with acting_as_staff("model costs"):
        costs = ModelCost.objects.filter(day=timezone.now().date())
        return Today(costs.filter(user=user_id).dollars() if user_id else FREE, costs.dollars())


def _write(user_id: UUID | None, model: str, spent: Spent) -> None:
    whose: dict[str, Any] = {"user_id": user_id}
    with acting_as_staff("model costs"):
        row, _ = ModelCost.objects.get_or_create(**whose, day=timezone.now().date(), model=model[:120])
        row.add(spent)
