"""Actions against what can hurt: one company, coins, and no reserve."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from advisors.actions.action import Action, Advised, Effect
from advisors.actions.case import ActionCase
from advisors.actions.guards import Proposer, Refused
from advisors.actions.kinds.mix.proceeds import (
    buys_target_mix,
    explain_effect,
    list_company_sales,
    measure_sale,
    tax_each_year,
)
from advisors.actions.tiers import Tier
from advisors.actions.words import check_price, list_accounts, say_if_true
from advisors.claims.risks.coins import name_coin
from advisors.claims.risks.gains import OffsetLoss
from advisors.claims.statement import Mood, Name, Slot, Statement
from advisors.claims.thresholds import (
    MIN_GAIN_USD,
    ON_TARGET_POINTS,
    OWN_SWINGS_PERCENT,
    SPECULATIVE_PERCENT,
)
from advisors.rebalancing.sales import LARGE_GAIN_PERCENT, Sale, SoldLot, dollars_of, plan_sale
from portfolios.facts.families import Family, Measure
from portfolios.rebalancing.limits import MAX_SALE_YEARS
from portfolios.valuation.purposes import RESERVE_MONTHS
from portfolios.valuation.snapshot import InstrumentValue
from portfolios.valuation.value import ZERO

MAX_COIN_SALE_YEARS = 3
SHARE_NOW, SHARE_AFTER = "its value / everything", "its value less the sale / everything"
SHARES_SOLD = "shares to sell x price"
BAD: Mood = "bad"
NEUTRAL: Mood = "neutral"
MIN_RESERVE_SHORT = Decimal("0.1")
"""A reserve that lacks less than this part of its goal is full enough."""


class BuildReserve(Action):
    """Set cash aside for a bad month."""

    name = "build_reserve"
    tier = Tier.HARM
    fits_blind = True
    months: int


class LimitSpeculative(Action):
    """Bring coins down to a share of the money. Never to nothing."""

    name = "limit_speculative"
    tier = Tier.HARM
    place = 1
    share: Decimal
    holdings: tuple[str, ...]

    @property
    def id(self) -> str:
        return f"{self.name}_{self.share.normalize():f}".replace(".", "_")

    @property
    def sold(self) -> frozenset[str]:
        return frozenset(self.holdings)


class SellDown(Action):
    """Bring one company down to our limit."""

    name = "sell_down"
    tier = Tier.HARM
    place = 2
    company: str
    dollars: int

    @property
    def sold(self) -> frozenset[str]:
        return frozenset({self.company})


def propose_build_reserve(case: ActionCase) -> Iterator[Advised]:
    if case.is_retired:
        raise Refused("not_for_the_retired", "the retired live on their near money")
    if case.reserve_goal is None or not case.situation.has_value:
        return
    if case.reserve_short < case.reserve_goal * MIN_RESERVE_SHORT:
        raise Refused("material", "the reserve is full enough")
    if any(one.to_cash for one in list_company_sales(case)):
        raise Refused("compatible", "the sale of a company fills the reserve")
    action = BuildReserve(months=RESERVE_MONTHS)
    wanted = action.figure(
        Measure.THEN, case.reserve_goal, "money", "Three months of your goal", "your income goal / 4"
    )
    short = action.figure(
        Measure.GAP,
        case.reserve_short,
        "money",
        "Missing to three months of your goal",
        "three months of your goal less the cash you can reach",
    )
    goal = case.figure(Family.PROFILE, Measure.INCOME_GOAL, style="amount")
    cash = action.figure(
        Measure.NOW, case.open_cash, "money", "Cash you can reach without a penalty",
        "cash and money market funds in open accounts",
    )  # fmt: skip
    lack = "so you are {short} short" if case.open_cash else "and you have no cash within reach"
    first = action.say(
        f"Three months of your {{goal}} goal would be {{wanted}}, {lack}.", "bad",
        goal=goal, wanted=wanted, **({"short": short} if case.open_cash else {}),
    )  # fmt: skip
    second = action.say("Start with one month of what you really spend.")
    third = action.say("With a reserve, a bad month does not force you to borrow or to sell at a low price.", "good")
    effect = Effect(measure="dollars_once", before=cash.value, after=wanted.value)
    yield Advised(action, action.say("Build a cash reserve."), (first, third, second), effect, tier=Tier.HARM)


def propose_sell_down(case: ActionCase) -> Iterator[Advised]:
    sales, has_coins = list_company_sales(case), case.coins_share > OWN_SWINGS_PERCENT
    for one in sales:
        if not one.sale.lots:
            raise Refused("compatible", "it is in accounts that are left alone")
        symbol, share = one.company.symbol, case.portfolio.share(one.worth)
        action, name = SellDown(company=one.key, dollars=int(dollars_of(one.sale.lots))), Name(symbol)
        after = _share_after(case, one.worth, one.sale)
        limit = action.figure(Measure.THEN, after, "percent", f"{symbol}: share after the sale", SHARE_AFTER)
        now = action.figure(Measure.NOW, share, "percent", f"{symbol}: share of the portfolio", SHARE_NOW)
        effect = measure_sale(case, one)
        reasons = [
            *_sale_reasons(action, case, one.sale, MAX_SALE_YEARS),
            *_loss_reasons(case, one.company),
            _proceeds_reason(action, case, name, one.to_cash),
            *(_saving_reasons(action, case, name, share) if one is sales[0] and not has_coins else ()),
            *explain_effect(case, action, effect),
        ]
        title = action.say("Bring {name} from {now} to {limit} of your money.", name=name, now=now, limit=limit)
        yield Advised(
            action, title, tuple(reasons), effect or Effect(measure="share_points", before=share, after=after),
            check_price(action, case, [one.company]), tier=Tier.HARM, rank=share,
        )  # fmt: skip


def propose_limit_speculative(case: ActionCase) -> Iterator[Advised]:
    """Yield it where coins are above the confirmed target for alternatives or, without one, above 10%."""
    if case.coins_share < SPECULATIVE_PERCENT:
        return
    own = case.profile.asset_class_targets.get("alternatives", ZERO) if case.has_confirmed_targets else ZERO
    limit = own or SPECULATIVE_PERCENT
    coins = [instrument for instrument, _ in case.coins]
    sale = plan_sale(case.portfolio, {coin.id for coin in coins}, limit)
    if case.coins_share < limit + ON_TARGET_POINTS or not sale.lots:
        raise Refused("material", "coins are within their limit, or left alone")
    after = _share_after(case, sum((worth for _, worth in case.coins), ZERO), sale)
    action = LimitSpeculative(share=limit, holdings=tuple(case.portfolio.fact_keys[coin.id] for coin in coins))
    then = action.figure(Measure.THEN, after, "percent", "Coins: share after the sale", SHARE_AFTER)
    now = action.figure(Measure.NOW, case.coins_share, "percent", "Coins: share of the portfolio", SHARE_NOW)
    is_own = own and after == own
    title = "your own target of {limit} for alternatives" if is_own else "{limit} of your money"
    reasons = [
        *_sale_reasons(action, case, sale, MAX_COIN_SALE_YEARS),
        *_order_reasons(action, sale),
        _proceeds_reason(action, case, Name("your coins"), ZERO),
        *_saving_reasons(action, case, Name("coins"), case.coins_share),
    ]
    yield Advised(
        action, action.say(f"Bring your coins from {{now}} down to {title}.", now=now, limit=then), tuple(reasons),
        Effect(measure="share_points", before=case.coins_share, after=after),
        check_price(action, case, [lot.instrument for lot in sale.lots]), tier=Tier.HARM, rank=case.coins_share,
    )  # fmt: skip


def _share_after(case: ActionCase, worth: Decimal, sale: Sale) -> Decimal:
    return case.portfolio.share(worth - dollars_of(sale.lots))


def _sale_reasons(action: Action, case: ActionCase, sale: Sale, most_years: int) -> Iterator[Statement]:
    """Yield what to sell where, at which gain, and over how many years."""
    free, taxed = sale.tax_free, sale.taxable
    if free:
        first = " first" if taxed else ""
        sheltered = action.figure(
            Measure.SHELTERED, dollars_of(free), "money", "To sell where no tax is due", SHARES_SOLD
        )
        phrasing = f"Sell {{dollars}} of {{thing}} in {{accounts}}{first}, where no tax is due."
        yield action.say(phrasing, dollars=sheltered, thing=_sold_thing(action, free),
                         accounts=list_accounts(lot.account for lot in free))  # fmt: skip
    if not taxed:
        return
    dollars = action.figure(Measure.TAXED, dollars_of(taxed), "money", "To sell in taxable accounts", SHARES_SOLD)
    slots: dict[str, Slot] = {"dollars": dollars, "thing": _sold_thing(action, taxed),
             "accounts": list_accounts(lot.account for lot in taxed)}  # fmt: skip
    sells = f"Sell {'another ' if free else ''}{{dollars}} of {{thing}} in {{accounts}}"
    if sale.gain is None:
        yield action.say(f"{sells}. We do not know what you paid, so check the tax first.", BAD, **slots)
    elif abs(sale.gain) < case.near_amount(MIN_GAIN_USD):
        yield action.say(f"{sells}. That realizes almost no gain.", NEUTRAL, **slots)
    elif (years := sale.years(case.total, most_years)) > 1:
        gains, tax = _gain_words(action, case, sale.gain / years, is_yearly=True)
        yield action.say(
            f"{sells} over {{count}} tax years, at {{yearly}} a year{gains}.",
            BAD,
            count=action.figure(
                Measure.YEARS, years, "count", "Tax years to spread it over",
                f"one for each {LARGE_GAIN_PERCENT}% of your money that is gain",
            ),
            yearly=action.figure(
                Measure.YEARLY, dollars_of(taxed) / years, "money", "To sell in each tax year",
                "the taxable sale / tax years",
            ),
            gain=action.figure(
                Measure.DOLLARS, sale.gain / years, "money", "The gain of each tax year",
                "the gain of the sale / tax years",
            ),
            **tax, **slots,
        )  # fmt: skip
    else:
        words, mood = ("gain", BAD) if sale.gain > 0 else ("loss", NEUTRAL)
        formula = "price less cost of what is sold"
        gain = replace(
            action.figure(Measure.GAIN, sale.gain, "money", f"The {words} of that sale", formula), style="size"
        )
        gains, tax = _gain_words(action, case, sale.gain)
        yield action.say(f"{sells}, for a {words} of about {{gain}}{gains}.", mood, gain=gain, **tax, **slots)


def _gain_words(
    action: Action, case: ActionCase, gain: Decimal, *, is_yearly: bool = False
) -> tuple[str, dict[str, Slot]]:
    """Return the end of a sentence on a gain, with the tax on it where the plan is after tax, and the slot for that."""
    tax = tax_each_year(case, gain)
    if tax is None:
        return (" with a gain of about {gain} in each" if is_yearly else ""), {}
    formula = "the tax with this long-term gain less the tax without; who works earns a wage or, without one, the goal"
    figure = action.figure(Measure.GAIN_TAX, tax, "money", "Tax on the gain of a year", formula, kind="forecast")
    taxed = " and a tax of about {tax}"
    return (f". Each year has a gain of about {{gain}}{taxed}" if is_yearly else taxed), {"tax": figure}


def _sold_thing(action: Action, lots: tuple[SoldLot, ...]) -> Name:
    """Return what is sold: the company of the title, the one coin, or coins."""
    names = list(dict.fromkeys(name_coin(lot.instrument).text for lot in lots))
    if isinstance(action, SellDown):
        return Name("it")
    return Name(names[0]) if len(names) == 1 else Name("coins")


def _order_reasons(action: Action, sale: Sale) -> Iterator[Statement]:
    """Yield which coin to sell first, where less of one is gain."""
    coins = list(dict.fromkeys(name_coin(lot.instrument).text for lot in sale.taxable))
    if len(coins) > 1 and sale.gain is not None:
        yield action.say("Sell {coin} first, because less of it is gain.", coin=Name(coins[0]))


def _loss_reasons(case: ActionCase, company: InstrumentValue) -> tuple[Statement, ...]:
    """Return the largest loss that cancels part of the gain on this company."""
    found = [
        (claim, statement)
        for claim in OffsetLoss.options(case)
        for statement in say_if_true(claim, case)
        if statement.slots["source"] == Name(company.symbol)
    ]
    losses = {claim.holding: case.value(Family.HOLDING, Measure.GAIN, claim.holding) for claim, _ in found}
    largest = min(losses, key=lambda holding: (losses[holding], holding), default=None)
    return tuple(statement for claim, statement in found if claim.holding == largest)


def _proceeds_reason(action: Action, case: ActionCase, thing: Name, to_cash: Decimal) -> Statement:
    """Say where the money goes: what the reserve lacks, then the person's own mix."""
    funds = "your own target mix" if buys_target_mix(case) else "broad funds"
    if not to_cash:
        return action.say(f"Put the money from {{thing}} in {funds}.", thing=thing)
    cash = action.figure(Measure.CASH, to_cash, "money", "To keep in cash", "three months of your goal less your cash")
    return action.say(f"Keep {{cash}} in cash to reach three months of your goal. Put the rest in {funds}.", cash=cash)


def _saving_reasons(action: Action, case: ActionCase, name: Name, share: Decimal) -> Iterator[Statement]:
    """Yield where new saving goes, if one thing is that large."""
    if share > OWN_SWINGS_PERCENT and not case.is_retired and case.profile.annual_contribution > 0:
        saving = case.figure(Family.PROFILE, Measure.ANNUAL_CONTRIBUTION, style="amount")
        phrasing = "Send your new saving of {saving} a year to broad funds, not to {name}."
        yield action.say(phrasing, saving=saving, name=name)


PROPOSERS: dict[type[Action], Proposer] = {
    BuildReserve: propose_build_reserve,
    LimitSpeculative: propose_limit_speculative,
    SellDown: propose_sell_down,
}
