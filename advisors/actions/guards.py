"""Rules that every action must pass. Each gives the reason for which it refuses one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from advisors.actions.action import Advised
from advisors.actions.case import ActionCase
from advisors.claims.thresholds import BLIND_PERCENT, MIN_INCOME_USD, MIN_SUCCESS_POINTS, ON_TARGET_POINTS
from portfolios.facts.families import Family, Measure
from portfolios.valuation.snapshot import ProfileValue
from portfolios.valuation.value import ZERO

CLOSE_THE_GAP = "close_the_gap"
OPTION_KINDS = frozenset({"save_more", "retire_later", "spend_less", "together", "claim_later"})
MIN_YEARLY_USD, MIN_YEARLY_PERCENT = Decimal(60), Decimal("0.01")
MIN_GOAL_PERCENT = Decimal(1)
MIN_SAVING_PERCENT = Decimal("0.5")
"""Of what the plan sustains."""


@dataclass(frozen=True)
class Refusal:
    """Why an action is not given. For the trace, not for the person."""

    action: str
    guard: str
    reason: str


Proposer = Callable[[ActionCase], Iterator[Advised | Refusal]]
"""Yields the actions of one kind for a person, and why it refuses others."""


class Refused(Exception):
    """A kind has no action for this person."""

    def __init__(self, guard: str, reason: str) -> None:
        super().__init__(reason)
        self.guard = guard
        self.reason = reason


def plausible_saving(profile: ProfileValue) -> Decimal:
    """Return the most that this person could save a year: twice what is saved now, or a quarter of the goal."""
    return max(2 * profile.annual_contribution, (profile.target_retirement_income or ZERO) / 4)


def assumed_is_not_wished(advised: Advised, case: ActionCase) -> str:
    assumed = sorted(advised.action.rests_on.intersection(case.profile.assumed))
    return f"nobody has confirmed {', '.join(assumed)}" if assumed else ""


def blind(advised: Advised, case: ActionCase) -> str:
    action = advised.action
    if case.knows_too_little and not (action.gives_data or action.fits_blind):
        return f"nobody knows what {BLIND_PERCENT}% or more of the money is in"
    return "too much is unknown to judge the mix" if action.needs_clear_mix and case.is_unclear else ""


def unmodelled(advised: Advised, case: ActionCase) -> str:
    is_needed = advised.action.needs_projection and not case.can_be_projected
    return "no projection of this money can be trusted" if is_needed else ""


def material(advised: Advised, case: ActionCase) -> str:
    """Refuse what is too small to matter, whatever its sign."""
    effect, goal = advised.effect, case.profile.target_retirement_income or ZERO
    least = {
        "success_points": MIN_SUCCESS_POINTS,
        "dollars_a_year": max(case.near_amount(MIN_YEARLY_USD), case.total * MIN_YEARLY_PERCENT / 100),
        "income_a_year": max(case.near_amount(MIN_INCOME_USD), goal * MIN_GOAL_PERCENT / 100),
        "share_points": ON_TARGET_POINTS,
        "score_points": MIN_SUCCESS_POINTS,
        "dollars_once": ZERO,
    }
    is_small = effect.measure in least and abs(effect.value) < least[effect.measure]
    return "it changes too little" if is_small and advised.action.name not in ("confirm_input", "set_goal") else ""


def measured(advised: Advised, case: ActionCase) -> str:
    if not advised.effect.clear:
        return "the difference is within chance"
    is_worse = advised.action.name in OPTION_KINDS and advised.effect.value < 0
    return "it lowers the chance" if is_worse else ""


def plausible(advised: Advised, case: ActionCase) -> str:
    """Refuse saving more than a person can, or so little that it changes nothing."""
    extra = Decimal(getattr(advised.action, "dollars", 0)) if advised.action.name in ("save_more", "together") else ZERO
    if not extra:
        return ""
    if case.profile.annual_contribution + extra > plausible_saving(case.profile):
        return "nobody could plausibly save that much more"
    sustained = case.facts.value(Family.PLAN, Measure.SUSTAINED_90)
    return "it is next to nothing" if extra < sustained * MIN_SAVING_PERCENT / 100 else ""


def options_not_orders(advised: Advised, case: ActionCase) -> str:
    is_loose = advised.action.name in OPTION_KINDS and advised.group != CLOSE_THE_GAP
    return "it is one option of several, never an order" if is_loose else ""


def persons_own(advised: Advised, case: ActionCase) -> str:
    """Refuse what only the operator of Alex can do, such as prices of the shared catalogue."""
    if advised.action.name != "set_price":
        return ""
    shared = {case.portfolio.fact_keys[i.id] for i in case.portfolio.unpriced if i.in_catalogue}
    return "staff enter the prices of the catalogue" if shared.intersection(advised.action.holdings) else ""  # type: ignore[attr-defined]


def not_for_the_retired(advised: Advised, case: ActionCase) -> str:
    is_late = case.is_retired and advised.action.name in WORKING_KINDS
    return "this person is retired" if is_late else ""


WORKING_KINDS = frozenset({"save_more", "retire_later", "retire_earlier", "together", "ask_match", "build_reserve"})
GUARDS: dict[str, Callable[[Advised, ActionCase], str]] = {
    "assumed_is_not_wished": assumed_is_not_wished,
    "blind": blind,
    "unmodelled": unmodelled,
    "material": material,
    "measured": measured,
    "plausible": plausible,
    "options_not_orders": options_not_orders,
    "persons_own": persons_own,
    "not_for_the_retired": not_for_the_retired,
}


def find_refusal(advised: Advised, case: ActionCase) -> Refusal | None:
    """Return the first guard that refuses an action, with its reason; None if all let it pass."""
    for name, guard in GUARDS.items():
        if reason := guard(advised, case):
            return Refusal(advised.action.id, name, reason)
    return None


def require_projection(case: ActionCase) -> None:
    """Raise Refused without a projection that can be trusted, before anything is measured on it."""
    if not case.can_be_projected:
        raise Refused("unmodelled", "no projection of this money can be trusted")
    if case.knows_too_little:
        raise Refused("blind", "too much is unknown to project anything")


def require_confirmed(case: ActionCase, fields: frozenset[str]) -> None:
    """Raise Refused if one of these fields is assumed, before anything is measured on it."""
    if assumed := sorted(fields.intersection(case.profile.assumed)):
        raise Refused("assumed_is_not_wished", f"nobody has confirmed {', '.join(assumed)}")
