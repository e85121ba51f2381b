"""Action on a holding that tax treats better in another account: swap it with what that account holds."""

from collections.abc import Iterator
from decimal import ROUND_DOWN, Decimal
from typing import NamedTuple

from advisors.actions.action import Action, Advised
from advisors.actions.case import ActionCase
from advisors.actions.guards import Proposer, Refused
from advisors.actions.kinds.cost import OPEN_MENUS
from advisors.actions.tiers import Tier
from advisors.actions.words import check_price
from advisors.claims.names import owned
from advisors.claims.statement import Name, Slot
from portfolios.account_kinds import find_account_kind
from portfolios.facts.families import Measure
from portfolios.risk.tax_location import (
    BOND_REASON,
    BROAD_STOCK_REASON,
    FOREIGN_TAX_REASON,
    MUNICIPAL_REASON,
    REIT_REASON,
    TURNOVER_REASON,
    TaxLocationHint,
    find_placement_fault,
    find_tax_location_hints,
)
from portfolios.valuation.portfolio import SINGLE_ISSUER_TYPES
from portfolios.valuation.purposes import is_rebalanced
from portfolios.valuation.snapshot import AccountValue, InstrumentValue
from portfolios.valuation.value import ZERO, ValuedAccount, ValuedPosition

MIN_MOVED_PERCENT = Decimal(2)
"""A smaller part of the money is not worth the trouble of two trades."""
DOLLAR = Decimal(1)
WHY = {
    BOND_REASON: "Bond interest is taxed every year in a taxable account.",
    REIT_REASON: "Most of what real estate funds pay out is taxed as income in a taxable account.",
    TURNOVER_REASON: "In a taxable account, {held} is likely to pay out taxable gains every year.",
    MUNICIPAL_REASON: "The interest of {held} is free of federal tax anyway, so it needs no shelter.",
    FOREIGN_TAX_REASON: "The foreign tax that {held} pays counts toward yours in a taxable account only.",
    BROAD_STOCK_REASON: "A broad stock fund is taxed lightly, so it can leave its place to what is taxed more.",
}
"""Why a place is better, by the reason of the hint."""


class MoveLocation(Action):
    """Hold something in an account where it is taxed less. swapped: what takes its place in the account it leaves."""

    name = "move_location"
    tier = Tier.TIDY
    place = 2
    holding: str
    swapped: str
    accounts: tuple[str, str]

    @property
    def id(self) -> str:
        return f"{self.name}_{self.holding}"

    @property
    def sold(self) -> frozenset[str]:
        return frozenset({self.holding, self.swapped})


class Swap(NamedTuple):
    """The same dollars of two holdings that change places. source, target: the accounts that `held` leaves and enters.

    has_loss: whether one of the two sales, in a taxable account, is at a loss.
    """

    held: InstrumentValue
    swapped: InstrumentValue
    source: AccountValue
    target: AccountValue
    dollars: Decimal
    reason: str
    has_loss: bool


def propose_move_location(case: ActionCase) -> Iterator[Advised]:
    """Yield the largest swap that no tax is due on, of a holding that tax treats better in the other account."""
    hints = [one for one in find_tax_location_hints(case.portfolio) if is_large(case, one.value)]
    if not hints:
        return
    swaps = [swap for hint in hints for swap in list_swaps(case, hint)]
    if not swaps:
        raise Refused("compatible", "no two accounts can swap it without tax")
    best = min(swaps, key=lambda one: (-one.dollars, one.source.tax_advantaged, one.held.symbol, one.swapped.symbol))
    yield move_location(case, best)


def is_large(case: ActionCase, dollars: Decimal) -> bool:
    return case.portfolio.share(dollars) >= MIN_MOVED_PERCENT


def list_swaps(case: ActionCase, hint: TaxLocationHint) -> Iterator[Swap]:
    """Yield what each account of the better kind could give for a holding, where both accounts can trade both."""
    accounts = [worth for worth in case.portfolio.valuation.accounts if is_rebalanced(worth.account)]
    source = next((worth for worth in accounts if worth.account.id == hint.account.id), None)
    if source is None or not (held := find_untaxed_lots(source, hint.instrument)):
        return
    for target in accounts:
        if not is_better_kind(target.account, hint) or not can_trade(target, hint.instrument):
            continue
        for other in {lot.instrument.id: lot.instrument for lot in target.positions}.values():
            given = find_untaxed_lots(target, other)
            dollars = min(sum_value(held), sum_value(given)).quantize(DOLLAR, ROUND_DOWN)
            if fits_in_place(other, hint, source) and is_large(case, dollars):
                has_loss = any(
                    (lot.gain or ZERO) < 0 for lot in (*held, *given) if not lot.account.tax_advantaged
                )  # fmt: skip
                yield Swap(hint.instrument, other, source.account, target.account, dollars, hint.reason, has_loss)


def find_untaxed_lots(worth: ValuedAccount, instrument: InstrumentValue) -> list[ValuedPosition]:
    """Return the lots of a holding in one account if none of them would realize a gain; none if one may."""
    lots = [lot for lot in worth.lots_by_instrument.get(instrument.id, ()) if lot.value]
    is_free = worth.account.tax_advantaged or all(lot.gain is not None and lot.gain <= 0 for lot in lots)
    return lots if is_free else []


def sum_value(lots: list[ValuedPosition]) -> Decimal:
    return sum((lot.value or ZERO for lot in lots), ZERO)


def is_better_kind(account: AccountValue, hint: TaxLocationHint) -> bool:
    kind = find_account_kind(account.kind)
    return kind.is_shelter if hint.better == "tax_advantaged" else kind.tax_treatment == "taxable"


def can_trade(worth: ValuedAccount, instrument: InstrumentValue) -> bool:
    """Return whether an account may hold any fund, or holds this one already."""
    return worth.account.kind in OPEN_MENUS or instrument.id in worth.lots_by_instrument


def fits_in_place(other: InstrumentValue, hint: TaxLocationHint, source: ValuedAccount) -> bool:
    """Return whether a fund may take the place of the holding in the account that it leaves, as far as tax goes."""
    is_fund = other.id != hint.instrument.id and other.instrument_type not in SINGLE_ISSUER_TYPES
    fault = find_placement_fault(other, tax_advantaged=source.account.tax_advantaged)
    return is_fund and bool(other.asset_class) and not fault and can_trade(source, other)


def move_location(case: ActionCase, swap: Swap) -> Advised:
    keys = case.portfolio.fact_keys
    action = MoveLocation(
        holding=keys[swap.held.id], swapped=keys[swap.swapped.id], accounts=(keys[swap.source.id], keys[swap.target.id])
    )
    held, other = Name(swap.held.symbol), Name(swap.swapped.symbol)
    slots: dict[str, Slot] = {
        "held": held, "other": other, "source": owned(Name(swap.source.name)), "target": owned(Name(swap.target.name)),
        "dollars": action.figure(Measure.AMOUNT, swap.dollars, "money", "To swap", "the smaller of the two holdings"),
    }  # fmt: skip
    how = "Exchange {dollars} of {held} for {other} in {source}, and the other way round in {target}."
    why = WHY[swap.reason]
    reasons = (
        action.say(why, "neutral", **({"held": held} if "{held}" in why else {})),
        action.say(how, "neutral", **slots),
        action.say("Your mix stays as it is, no sale realizes a gain, and it may save tax every year."),
    )
    title = action.say("Swap {held} in {source} with {other} in {target}.", "neutral",
                       **{name: slots[name] for name in ("held", "source", "other", "target")})  # fmt: skip
    loss = action.say("A loss does not count for tax, because you buy the same fund again within 30 days.", "bad")
    warning = loss if swap.has_loss else check_price(action, case, (swap.held, swap.swapped))
    return Advised(action, title, reasons, warning=warning, tier=Tier.TIDY)


PROPOSERS: dict[type[Action], Proposer] = {MoveLocation: propose_move_location}
