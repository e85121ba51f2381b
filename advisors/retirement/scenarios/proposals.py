"""Decide which changes to test for a person."""

from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from advisors.retirement.scenarios.change_kinds import ChangeKind
from advisors.writing.case import Situation
from portfolios.currencies import near_amount
from portfolios.facts.families import Family, Measure

LOW_SAFE_SHARE = 30
SAVING_STEP = Decimal(500)


@dataclass(frozen=True)
class CandidateChange:
    """A change to test; `amount` is in the unit of the change."""

    change: ChangeKind
    amount: float


def propose_changes(situation: Situation) -> tuple[CandidateChange, ...]:
    """Return the changes to test for this person; the engine refuses those that are impossible.

    The extra saving is what would reach 90% success, but no more than the person could set aside.
    """
    facts, changes = situation.facts, []
    if not situation.is_retired:
        contribution = situation.profile.annual_contribution
        extra = facts.value(Family.PLAN, Measure.EXTRA_SAVING)
        step = near_amount(SAVING_STEP, situation.portfolio.snapshot.currency)
        wanted = extra or contribution / 10 or 2 * step
        saving = max(1, ceil(wanted / step)) * step
        if extra:
            saving = min(saving, max(facts.value(Family.PROFILE, Measure.INCOME_GOAL), 3 * contribution))
        changes += [CandidateChange("save_more", float(saving)), CandidateChange("retire_later", 2)]
    if "plan.success" in facts:
        changes.append(CandidateChange("spend_less", 10))
    has_few_safe_assets = facts.value(Family.PLAN, Measure.SAFE_SHARE) < LOW_SAFE_SHARE
    changes.append(CandidateChange("less_equity" if has_few_safe_assets else "more_equity", 20))
    return tuple(changes)
