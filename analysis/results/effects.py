"""What an action changes, as one short line beside its title: a label, the value before and the value after."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from advisors.actions.action import Effect, EffectMeasure
from advisors.document.printed_action import PrintedAction
from portfolios.templatetags import money

NEARLY_ALL = Decimal("0.995")
"""From this share on, a simulated chance is printed as "over 99%"."""
WANTED = Decimal(90)
"""The confidence that options aim at, in percent."""
RANGE_FROM, RANGE_WIDTH = Decimal(65), 200
Print = Callable[[Decimal, int, str], str]


@dataclass(frozen=True)
class ShownEffect:
    """before, after: two values that differ print differently. is_good: it raises the chance by more than chance."""

    label: str
    before: str
    after: str
    is_good: bool = False


def print_percent(value: Decimal, digits: int, code: str = "") -> str:
    return f"{value:.{digits}f}%"


def print_share(value: Decimal, digits: int, code: str = "") -> str:
    """Print a share as its action's title does: 12.5%, 10%."""
    return f"{value:.1f}".removesuffix(".0") + "%"


def _amount(value: Decimal, digits: int, code: str) -> str:
    return money.whole_money(round(value, 0), code)


def _number(value: Decimal, digits: int, code: str) -> str:
    return f"{value:.{digits}f}"


MEASURES: dict[EffectMeasure, tuple[str, Print]] = {
    "success_points": ("Chance", print_percent),
    "share_points": ("Share", print_share),
    "score_points": ("Score", _number),
    "dollars_once": ("Cash", _amount),
    "income_a_year": ("A year", _amount),
    "years": ("Age", _number),
}


def show_effect(action: PrintedAction, code: str) -> ShownEffect | None:
    """Return the effect of an action; None if it has no two values, or if its chance was not measured as a pair.

    code: the currency of its money.
    """
    effect: Effect = action.effect
    if effect.measure not in MEASURES or effect.before is None or effect.after is None:
        return None
    is_chance = effect.measure == "success_points"
    if is_chance and effect.error is None:  # two bounds of what is not known yet, and no change
        return None
    label, write = MEASURES[effect.measure]
    texts = [(write(effect.before, digits, code), write(effect.after, digits, code)) for digits in (0, 1)]
    before, after = next((pair for pair in texts if pair[0] != pair[1]), ("", ""))
    return ShownEffect(label, before, after, is_chance and effect.clear and effect.value > 0) if before else None


def place_chance(action: PrintedAction) -> dict[str, Any]:
    """Return where the chance before, after and wanted stand on a line of 200 from 65% to 100%."""
    effect = action.effect
    if effect.measure != "success_points" or effect.before is None or effect.after is None or effect.error is None:
        return {"before": None}

    def place(chance: Decimal) -> str:
        return f"{RANGE_WIDTH * max(Decimal(0), chance - RANGE_FROM) / (100 - RANGE_FROM):.1f}"

    return {
        "before": place(effect.before), "after": place(effect.after), "wanted": place(WANTED),
        "is_enough": round(effect.after) >= WANTED,
    }  # fmt: skip


def whole_share(fraction: Decimal | float | None) -> str:
    """Format a simulated share in whole percent, never as certain: 0.8816 gives 88%, and 1 gives over 99%."""
    if fraction is None:
        return money.UNKNOWN_TEXT
    fraction = Decimal(str(fraction))
    if fraction >= NEARLY_ALL:
        return "over 99%"
    return "under 1%" if fraction <= 1 - NEARLY_ALL else f"{100 * fraction:.0f}%"
