"""Which changes to test for this person: the amounts follow from their own figures."""

from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from advisors.retirement.scenarios.variations import Change
from advisors.writing.case import Situation

FEW_SAFE = 30
STEP = Decimal(500)


@dataclass(frozen=True)
class Try:
    change: Change
    amount: float


def worth_trying(s: Situation) -> tuple[Try, ...]:
    """The changes this person could make; whether each can be carried out is for the engine to say."""
    working = () if s.is_retired else (Try("save_more", float(_more_saving(s))), Try("retire_later", 2))
    spending = (Try("spend_less", 10),) if "success_probability" in s.facts else ()
    return (*working, *spending, _other_mix(s))


def _more_saving(s: Situation) -> Decimal:
    """What would reach nine of ten, but nothing a person with such a goal cannot set aside."""
    contribution, extra = s.profile.annual_contribution, s.facts.value("extra_saving")
    if not extra:
        return _rounded_up(contribution / 10 or Decimal(1000))
    return min(_rounded_up(extra), max(s.facts.value("income_goal"), 3 * contribution))


def _rounded_up(amount: Decimal) -> Decimal:
    return max(1, ceil(amount / STEP)) * STEP


def _other_mix(s: Situation) -> Try:
    return Try("less_equity" if s.facts.value("safe_share") < FEW_SAFE else "more_equity", 20)
