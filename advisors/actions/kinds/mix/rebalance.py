"""Action on a mix that is off its confirmed targets: the few trades that bring it back."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from advisors.actions.action import Action, Advised
from advisors.actions.case import ActionCase
from advisors.actions.guards import Proposer, Refused
from advisors.actions.kinds.mix.new_money import NO_TAX, is_covered_by_saving
from advisors.actions.kinds.mix.sequence import start_effects
from advisors.actions.kinds.options import AGE_FIELDS
from advisors.actions.results import (
    ShareChange,
    choose_effect,
    explain_chance,
    explain_ride,
    explain_share,
    measure_chance,
)
from advisors.actions.tiers import Tier
from advisors.actions.trades import FAMILIES, find_plan, list_improved, plan_after
from advisors.actions.words import check_price, list_names
from advisors.claims.names import owned
from advisors.claims.own_trades import list_company_lots
from advisors.claims.statement import Name, Part, Slot, Statement, join_parts
from advisors.claims.thresholds import MIN_GAIN_USD, ON_TARGET_POINTS
from advisors.rebalancing.plans import points_gained
from portfolios.facts.families import Family, Measure
from portfolios.rebalancing.recommendation import RebalanceRecommendation, Trade
from portfolios.valuation.snapshot import InstrumentValue
from portfolios.valuation.value import ZERO

EXCHANGE_ROUNDING = Decimal("0.005")
"""A sale and a buy that differ by less than this part of the sale are one exchange."""
TRADED = "shares to trade x price"


class Rebalance(Action):
    """Bring the mix to one's own targets. accounts: whose cash is put to use."""

    name = "rebalance"
    tier = Tier.GOAL
    place = 3
    needs_projection = True
    needs_clear_mix = True
    rests_on = AGE_FIELDS
    plan: str
    sells: tuple[str, ...]
    buys: tuple[str, ...]
    accounts: tuple[str, ...]

    @property
    def id(self) -> str:
        return f"{self.name}_{self.plan}"

    @property
    def sold(self) -> frozenset[str]:
        return frozenset(self.sells)

    @property
    def bought(self) -> frozenset[str]:
        return frozenset(self.buys)

    @property
    def spent(self) -> frozenset[str]:
        return frozenset(self.accounts)


def propose_rebalance(case: ActionCase) -> Iterator[Advised]:
    """Yield the plan with the fewest trades, with the shares that move most, a bad year and the chance after it."""
    plan = find_plan(case)
    if plan is None:
        raise Refused("material", "no short plan brings a class clearly nearer to its target")
    if plan.sold_taxed and taxed_gain(case, plan) != 0 and is_covered_by_saving(case):
        raise Refused("compatible", "new saving does the same within a few years, without tax")
    instruments = {trade.fact_key: find_traded(case, trade) for trade in plan.trades}
    keys = {key: case.portfolio.fact_keys[one.id] for key, one in instruments.items()}
    accounts = {str(one.id): case.portfolio.fact_keys[one.id] for one in case.portfolio.snapshot.accounts}
    action = Rebalance(
        plan=plan.plan,
        sells=tuple(sorted({keys[trade.fact_key] for trade in plan.trades if trade.side == "sell"})),
        buys=tuple(sorted({keys[trade.fact_key] for trade in plan.trades if trade.side == "buy"})),
        accounts=tuple(accounts[row.account_id] for row in plan.cash if row.after < row.before - 1),
    )
    sign = {"sell": -1, "buy": 1}
    traded = [(instruments[one.fact_key], sign[one.side] * one.dollars) for one in plan.trades]
    start, most = start_effects(case).case, list_improved(plan)[0]
    from_start = plan_after(start, traded)
    effect = measure_chance(start, from_start)
    reasons = [
        *explain_trades(action, case, plan),
        *explain_gain(action, case, plan),
        *explain_shares(action, case, plan),
        *explain_ride(action, case, plan_after(case, traded)),
        *explain_chance(action, start, from_start, effect),
    ]
    sold = {trade.symbol: instruments[trade.fact_key] for trade in plan.trades if trade.side == "sell"}
    yield Advised(
        action, build_title(action, plan), tuple(reasons), choose_effect(effect, most.before, most.after),
        check_price(action, case, sold.values()),
        tier=Tier.GOAL, rank=points_gained(most),
    )  # fmt: skip


def find_traded(case: ActionCase, trade: Trade) -> InstrumentValue:
    """Return the instrument of a trade. A plan trades only what its account holds."""
    lots = case.portfolio.valuation.positions
    return next(
        lot.instrument for lot in lots
        if str(lot.account.id) == trade.account_id and lot.instrument.symbol == trade.symbol
    )  # fmt: skip


def as_exchange(plan: RebalanceRecommendation) -> tuple[Trade, Trade, Decimal] | None:
    """Return the sale and the buy of a plan that is one exchange in one account, with the cash it adds, or None."""
    sales, buys = ([one for one in plan.trades if one.side == side] for side in ("sell", "buy"))
    if len(sales) != 1 or len(buys) != 1 or sales[0].account_id != buys[0].account_id:
        return None
    cash, least = buys[0].dollars - sales[0].dollars, sales[0].dollars * EXCHANGE_ROUNDING
    return None if cash < -least else (sales[0], buys[0], cash if cash > least else ZERO)


def is_one_buy(plan: RebalanceRecommendation) -> bool:
    return [trade.side for trade in plan.trades] == ["buy"]


def build_title(action: Rebalance, plan: RebalanceRecommendation) -> Statement:
    no_tax = "" if plan.sold_taxed or not plan.sold else NO_TAX
    if exchange := as_exchange(plan):
        sale, buy, cash = exchange
        slots: dict[str, Slot] = {
            "dollars": action.figure(Measure.AMOUNT, sale.dollars, "money", "To move", TRADED),
            "sold": Name(sale.symbol), "bought": Name(buy.symbol), "account": owned(Name(sale.account)),
        }  # fmt: skip
        if cash:
            slots["cash"] = action.figure(
                Measure.CASH, cash, "money", "Cash to invest", "what is bought - what is sold"
            )
        what = "{dollars} of {sold} and {cash} of cash" if cash else "{dollars} from {sold}"
        return action.say(f"Move {what} to {{bought}} in {{account}}{no_tax}.", "neutral", **slots)
    is_near = all(abs(one.after - one.target) <= ON_TARGET_POINTS for one in plan.weights if one.breached)
    where = "to" if is_near else "closer to"
    first = plan.trades[0]
    if is_one_buy(plan):
        return action.say(
            "Buy {dollars} of {bought} with cash in {account}.", bought=Name(first.symbol),
            dollars=action.figure(Measure.AMOUNT, first.dollars, "money", "To buy", TRADED),
            account=owned(Name(first.account)),
        )  # fmt: skip
    if len(plan.trades) == 1:
        return action.say(f"Move your mix {where} your own targets with one trade{no_tax}.")
    count = action.figure(Measure.TRADES, len(plan.trades), "count", "Trades", "count of the trades")
    return action.say(f"Move your mix {where} your own targets with {{count}} trades{no_tax}.", count=count)


def explain_trades(action: Rebalance, case: ActionCase, plan: RebalanceRecommendation) -> Iterator[Statement]:
    """Yield the trades of each account, unless the title names the only one."""
    if as_exchange(plan) or is_one_buy(plan):
        return
    spending = {row.account_id for row in plan.cash if row.after < row.before - 1}
    for account in dict.fromkeys(trade.account_id for trade in plan.trades):
        trades = [trade for trade in plan.trades if trade.account_id == account]
        slots: dict[str, Slot] = {"account": owned(Name(trades[0].account))}
        slots |= {
            name: parts
            for name, side in (("sales", "sell"), ("buys", "buy"))
            if (parts := list_trades(action, trades, side))
        }
        if "sales" not in slots:
            text = "buy {buys} with cash"
        elif "buys" not in slots:
            text = "sell {sales}, and keep that in cash"
        else:
            text = f"sell {{sales}} and buy {{buys}}{' with that and cash' if account in spending else ''}"
        yield action.say(f"In {{account}}, {text}.", "neutral", **slots)


def list_trades(action: Rebalance, trades: list[Trade], side: str) -> tuple[Part, ...]:
    measure, word = (Measure.SOLD, "sell") if side == "sell" else (Measure.BOUGHT, "buy")
    listed: list[tuple[Part, ...]] = []
    for one in trades:
        if one.side == side:
            label = f"To {word}: {one.symbol} in {one.account}"
            dollars = action.part_figure(one.fact_key, measure, one.dollars, "money", label, TRADED)
            listed.append((dollars, " of ", Name(one.symbol)))
    return join_parts(listed)


def taxed_gain(case: ActionCase, plan: RebalanceRecommendation) -> Decimal | None:
    """Return the dollars of gain of the sales in taxable accounts; None if a cost is unknown."""
    gain = ZERO
    for trade in plan.trades:
        lots = [
            lot for lot in case.portfolio.valuation.positions
            if str(lot.account.id) == trade.account_id and lot.instrument.symbol == trade.symbol and lot.value
        ]  # fmt: skip
        if trade.side == "sell" and not lots[0].account.tax_advantaged:
            if any(lot.gain is None for lot in lots):
                return None
            worth = sum((lot.value or ZERO for lot in lots), ZERO)
            gain += trade.dollars * sum((lot.gain or ZERO for lot in lots), ZERO) / worth
    return gain


def explain_gain(action: Rebalance, case: ActionCase, plan: RebalanceRecommendation) -> Iterator[Statement]:
    """Yield what gain or loss the sales in taxable accounts realize, if there are any."""
    if not plan.sold_taxed:
        return
    gain = taxed_gain(case, plan)
    if gain is None:
        yield action.say("We do not know what you paid for all that you sell, so check the tax first.", "bad")
    elif abs(gain) < case.near_amount(MIN_GAIN_USD):
        yield action.say("The sales in taxable accounts realize almost no gain.")
    else:
        word = "gain" if gain > 0 else "loss"
        label = f"The {word} of the sales"
        figure = action.figure(Measure.GAIN, gain, "money", label, "price less cost of what is sold")
        text = f"The sales in taxable accounts realize a {word} of about {{gain}}."
        yield action.say(text, "bad" if gain > 0 else "neutral", gain=replace(figure, style="size"))


def explain_shares(action: Rebalance, case: ActionCase, plan: RebalanceRecommendation) -> Iterator[Statement]:
    """Yield where the class goes that the plan buys, and the one that it sells; of two groups of regions the one."""
    improved = sorted(list_improved(plan), key=lambda one: one.before > one.target)
    named = [ShareChange(FAMILIES[one.targets], one.key, one.after) for one in improved]
    other = next((one for one in named[1:] if one.family == named[0].family == Family.ASSET_CLASS), None)
    sold = list_names(dict.fromkeys(lot.instrument.symbol for lot in list_company_lots(case.portfolio)), "companies")
    yield explain_share(action, case, named[0], other, sold)


PROPOSERS: dict[type[Action], Proposer] = {Rebalance: propose_rebalance}
