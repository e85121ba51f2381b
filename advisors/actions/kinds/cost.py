"""Actions that save or earn dollars every year."""

from collections.abc import Iterator
from decimal import Decimal

from advisors.actions.action import Action, Advised, Effect
from advisors.actions.case import ActionCase
from advisors.actions.guards import Proposer
from advisors.actions.tiers import Tier
from advisors.claims.names import owned
from advisors.claims.statement import Name
from advisors.claims.thresholds import MIN_IDLE_PERCENT, MIN_IDLE_USD
from advisors.retirement.inputs.assumptions import build_capital_market
from portfolios.facts.costs import list_cheaper_funds
from portfolios.facts.families import Measure
from portfolios.risk.costs import CheaperFund
from portfolios.valuation.portfolio import fact_key
from portfolios.valuation.value import ZERO, ValuedAccount, ValuedPosition, round_half_even

OPEN_MENUS = frozenset({"taxable", "roth_ira", "traditional_ira", "hsa", "other"})
"""Accounts that may hold any fund. A work plan or a 529 offers only those of its own menu."""
GAIN_TAX = Decimal("0.15")
"""What most people pay on a long-term gain."""
MAX_YEARS_TO_PAY_BACK = 5


class EarnInterest(Action):
    """Let idle cash earn interest."""

    name = "earn_interest"
    tier = Tier.COST
    fits_blind = True
    account: str

    @property
    def spent(self) -> frozenset[str]:
        return frozenset({self.account})


class SwitchFund(Action):
    """Hold a cheaper fund for the same market."""

    name = "switch_fund"
    tier = Tier.COST
    needs_clear_mix = True
    held: str
    cheaper: str

    @property
    def sold(self) -> frozenset[str]:
        return frozenset({self.held})

    @property
    def bought(self) -> frozenset[str]:
        return frozenset({self.cheaper})


def propose_earn_interest(case: ActionCase) -> Iterator[Advised]:
    """Yield each account whose cash earns nothing, at the interest that another account pays or that we assume."""
    accounts, least = case.portfolio.valuation.accounts, case.near_amount(MIN_IDLE_USD)
    paying = max(
        (worth for worth in accounts if worth.account.cash_interest and worth.cash >= least),
        key=lambda worth: (worth.account.cash_interest or ZERO, worth.account.name), default=None,
    )  # fmt: skip
    for worth in accounts:
        is_idle = worth.account.cash_interest == 0 and worth.cash >= least
        if is_idle and case.portfolio.share(worth.cash) >= MIN_IDLE_PERCENT:
            yield _earn_interest(case, worth, None if worth.account.tax_advantaged else paying)


def _earn_interest(case: ActionCase, worth: ValuedAccount, paying: ValuedAccount | None) -> Advised:
    action = EarnInterest(account=case.portfolio.fact_keys[worth.account.id])
    rate = paying.account.cash_interest if paying else None
    if rate is None:
        cash_class = next(series for series in build_capital_market().classes if series.name == "cash")
        rate = Decimal(repr(round(cash_class.arithmetic, 6)))
    yearly = round_half_even(worth.cash * rate)
    cash = action.figure(Measure.NOW, worth.cash, "money", "Cash that earns nothing", "cash in this account")
    dollars = action.figure(
        Measure.SAVING, yearly, "money_per_year", "Interest a year", "that cash x the assumed interest", kind="forecast"
    )
    account = owned(Name(worth.account.name))
    if paying:
        where = "At what {other} pays, it would earn about {dollars}"
    elif worth.account.tax_advantaged:
        where = "In a money market fund it would earn about {dollars}"
    else:
        where = "In an insured savings account it would earn about {dollars}"
    bills = "." if worth.account.tax_advantaged else ", less what you keep there for bills."
    other = owned(Name(paying.account.name)) if paying else account
    reason = action.say(f"{{cash}} earns nothing now. {where}{bills}", "good", cash=cash, dollars=dollars, other=other)
    return Advised(
        action, action.say("Let the cash in {account} earn interest.", account=account), (reason,),
        Effect(measure="dollars_a_year", before=ZERO, after=yearly), tier=Tier.COST, rank=yearly,
    )  # fmt: skip


def propose_switch_fund(case: ActionCase) -> Iterator[Advised]:
    for one in list_cheaper_funds(case.portfolio):
        lots = [lot for lot in case.portfolio.valuation.lots_by_instrument.get(one.held.id, ()) if lot.value]
        able = [lot for lot in lots if lot.account.kind in OPEN_MENUS and _pays_back(lot, one)]
        if able:
            yield _switch_fund(case, one, able, is_part=len(able) < len(lots))


def _pays_back(lot: ValuedPosition, one: CheaperFund) -> bool:
    """Return whether no tax is due, or no more than the saving of five years. An unknown gain may be any."""
    if lot.account.tax_advantaged:
        return True
    yearly = one.saving * (lot.value or ZERO) / one.value
    return lot.gain is not None and max(ZERO, lot.gain) * GAIN_TAX <= yearly * MAX_YEARS_TO_PAY_BACK


def _switch_fund(case: ActionCase, one: CheaperFund, lots: list[ValuedPosition], *, is_part: bool) -> Advised:
    moved = sum((lot.value or ZERO for lot in lots), ZERO)
    yearly = round_half_even(one.saving * moved / one.value)
    action = SwitchFund(held=case.portfolio.fact_keys[one.held.id], cheaper=fact_key(one.alternative.symbol))
    held, other = Name(one.held.symbol), Name(one.alternative.symbol)
    now = action.figure(
        Measure.NOW,
        100 * (one.held.expense_ratio or ZERO),
        "percent",
        "Cost now",
        "the expense ratio of the fund",
        kind="reference",
    )
    then = action.figure(
        Measure.THEN,
        100 * (one.alternative.expense_ratio or ZERO),
        "percent",
        "Cost then",
        "the expense ratio of the other fund",
        kind="reference",
    )
    saving = action.figure(
        Measure.SAVING, yearly, "money_per_year", "Saving a year", "value x the difference of the expense ratios"
    )
    reasons = [
        action.say("{other} tracks the same market for {then} instead of {now}. That saves you {saving}.", "good",
                   other=other, then=then, now=now, saving=saving),
    ]  # fmt: skip
    if is_part:
        names = list(dict.fromkeys(owned(Name(lot.account.name)).text for lot in lots))
        where = Name(" and ".join(names[:2]) if len(names) < 3 else "the accounts where no tax is due")
        reasons.append(action.say("Do it in {where} only.", where=where))
    return Advised(
        action, action.say("Switch from {held} to {other}.", held=held, other=other), tuple(reasons),
        Effect(measure="dollars_a_year", before=ZERO, after=yearly), tier=Tier.COST, rank=yearly,
    )  # fmt: skip


PROPOSERS: dict[type[Action], Proposer] = {EarnInterest: propose_earn_interest, SwitchFund: propose_switch_fund}
