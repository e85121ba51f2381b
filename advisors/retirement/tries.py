"""Which changes to test for this person: the amounts follow from their own figures."""

from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from advisors.retirement.scenarios.variations import ChangeKind
from advisors.writing.case import Situation

LOW_SAFE_SHARE = 30
SAVING_STEP = Decimal(500)


@dataclass(frozen=True)
class CandidateChange:
    change: ChangeKind
    amount: float


def propose_changes(s: Situation) -> tuple[CandidateChange, ...]:
    """The changes this person could make; whether each can be carried out is for the engine to say."""
    working = (
        ()
        if s.is_retired
        else (CandidateChange("save_more", float(_propose_saving(s))), CandidateChange("retire_later", 2))
    )
    spending = (CandidateChange("spend_less", 10),) if "success_probability" in s.facts else ()
    return (*working, *spending, _propose_mix_change(s))


def _propose_saving(s: Situation) -> Decimal:
    """What would reach nine of ten, but nothing a person with such a goal cannot set aside."""
    contribution, extra = s.profile.annual_contribution, s.facts.value("extra_saving")
    if not extra:
        return _round_up_to_step(contribution / 10 or Decimal(1000))
    return min(_round_up_to_step(extra), max(s.facts.value("income_goal"), 3 * contribution))


def _round_up_to_step(amount: Decimal) -> Decimal:
    return max(1, ceil(amount / SAVING_STEP)) * SAVING_STEP


def _propose_mix_change(s: Situation) -> CandidateChange:
    return CandidateChange("less_equity" if s.facts.value("safe_share") < LOW_SAFE_SHARE else "more_equity", 20)
