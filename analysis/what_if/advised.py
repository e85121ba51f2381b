"""The values of the levers that an advised action means. It knows no engine, so every page can use it."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from importlib.util import find_spec
from uuid import UUID

from advisors.document.printed_action import PrintedAction
from analysis.models import Job
from analysis.what_if.values import Levers
from portfolios.valuation.portfolio import Portfolio

Planned = Mapping[str, Decimal]
Amounts = tuple[Decimal, ...]
Moved = dict[str, Decimal]


def spend_less(planned: Planned, percent: Decimal) -> Decimal:
    return Decimal(round(planned["spend"] * (1 - percent / 100)))


def combine(planned: Planned, amounts: Amounts) -> Moved:
    """Return the levers of several changes at once; an amount of 0 is no part of it."""
    dollars, years, percent = amounts
    moved: Moved = {}
    if dollars:
        moved["save"] = planned["save"] + dollars
    if years:
        moved["retire"] = planned["retire"] + years
    if percent:
        moved["spend"] = spend_less(planned, percent)
    return moved


TRIED: dict[str, Callable[[Planned, Amounts], Moved]] = {
    "save_more": lambda planned, amounts: {"save": planned["save"] + amounts[0]},
    "retire_later": lambda planned, amounts: {"retire": planned["retire"] + amounts[0]},
    "retire_earlier": lambda planned, amounts: {"retire": planned["retire"] - amounts[0]},
    "spend_less": lambda planned, amounts: {"spend": spend_less(planned, amounts[0])},
    "spend_more": lambda planned, amounts: {"spend": amounts[0]},
    "claim_later": lambda planned, amounts: {"claim": amounts[0]},
    "together": combine,
}
"""What an action of a kind moves, given the levers of the plan and the arguments of the action."""
MIX = "change_mix"
HAS_ENGINE = find_spec("numpy") is not None
"""The package of a web function on Lambda has no numpy. Ask Alex, answered by a worker, tests changes there."""


def needs_stocks(job_id: UUID) -> bool:
    """Return whether stocks are below their target in an analysis that the caller may read."""
    snapshot = Job.objects.only("snapshot").get(pk=job_id).snapshot
    drifts = Portfolio(snapshot).asset_drifts if snapshot else ()
    return any(one.key == "equity" and one.drift < 0 for one in drifts)


def can_be_tried(action: PrintedAction) -> bool:
    """Return whether the what-if page has levers for an action, and this server can project."""
    return HAS_ENGINE and (action.kind in TRIED or action.kind == MIX)


def levers_of_action(action: PrintedAction, planned: Planned, *, needs_stocks: bool) -> Levers:
    """Return the levers that an action means; none where the plan does not have them.

    needs_stocks: whether the share of stocks is below its target, so that a change of the mix raises it.
    """
    try:
        if action.kind == MIX:
            points = Decimal(action.arguments[0])
            return Levers(stocks=planned["stocks"] + (points if needs_stocks else -points))
        move = TRIED.get(action.kind)
        return Levers.model_validate(move(planned, tuple(map(Decimal, action.arguments))) if move else {})
    except KeyError:
        return Levers()
