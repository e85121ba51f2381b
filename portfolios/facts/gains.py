"""Facts about coins as one group, and about gains that have not been taxed."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from portfolios.facts.fact import Fact, Unit, count_fact
from portfolios.facts.families import Family, Measure
from portfolios.facts.worth import MAX_HOLDINGS
from portfolios.risk.coins import find_coins
from portfolios.valuation.gain import Gains
from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.value import CENT, ZERO, ValuedPosition, round_half_even

COIN_SUBJECTS = ("coins", "coin", "crypto")
GAIN_FORMULA = "value - cost in taxable accounts"
HALF = Decimal("0.5")
PERCENT_STEP = Decimal("0.000001")


def coin_facts(portfolio: Portfolio) -> Iterator[Fact]:
    """Yield value, share, count, half of the value and the untaxed gain of all coins and funds of coins together."""
    coins = find_coins(portfolio)
    if not coins:
        return
    worth = sum((value for _, value in coins), ZERO)
    yield count_fact(Family.COINS, Measure.COUNT, "", COIN_SUBJECTS, "Coins and funds of coins", len(coins))
    for measure, words, value, formula in (
        (Measure.VALUE, "value", worth, "quantity x price over all accounts"),
        (Measure.HALF_LOSS, "loss if it falls by half", worth * HALF, "half of their value"),
    ):
        yield Fact(family=Family.COINS, measure=measure, subject=COIN_SUBJECTS, unit="money",
                   label=f"Coins and funds of coins: {words}", value=round_half_even(value),
                   formula=formula)  # fmt: skip
    yield Fact(family=Family.COINS, measure=Measure.SHARE, subject=COIN_SUBJECTS, unit="percent",
               label="Coins and funds of coins: share of the portfolio", value=portfolio.share(worth),
               formula="their value / total value", inputs=("coins.value", "portfolio.value"))  # fmt: skip
    ids = {instrument.id for instrument, _ in coins}
    gain = untaxed_gain(lot for lot in portfolio.valuation.positions if lot.instrument.id in ids)
    if gain is not None:
        yield Fact(family=Family.COINS, measure=Measure.GAIN, subject=COIN_SUBJECTS, unit="money",
                   label="Coins and funds of coins: gain not yet taxed", value=gain,
                   formula=GAIN_FORMULA)  # fmt: skip


def gain_facts(portfolio: Portfolio) -> Iterator[Fact]:
    """Yield the untaxed gain of each taxable account and of each holding in them, where every cost is known."""
    for worth in portfolio.valuation.accounts:
        account, gain = worth.account, untaxed_gain(worth.positions)
        if gain is not None:
            yield Fact(family=Family.ACCOUNT, measure=Measure.GAIN, of=portfolio.fact_keys[account.id],
                       subject=(account.name,), unit="money", label=f"{account.name}: gain not yet taxed", value=gain,
                       formula=GAIN_FORMULA)  # fmt: skip
    for instrument, _ in portfolio.holdings:
        gain = untaxed_gain(portfolio.valuation.lots_by_instrument.get(instrument.id, ()))
        if gain is not None:
            yield Fact(family=Family.HOLDING, measure=Measure.GAIN, of=portfolio.fact_keys[instrument.id],
                       subject=instrument.name_variants, unit="money", label=f"{instrument.symbol}: gain not yet taxed",
                       value=gain, formula=GAIN_FORMULA)  # fmt: skip


def cost_facts(portfolio: Portfolio) -> Iterator[Fact]:
    """Yield cost, gain and change of the day of each holding, each account and the whole, as far as they are known."""
    valued = portfolio.valuation
    for account in valued.accounts:
        name, key = account.account.name, portfolio.fact_keys[account.account.id]
        yield from _gains_of(Family.ACCOUNT, key, name, (name,), account.gains)
    for instrument, _ in portfolio.holdings[:MAX_HOLDINGS]:
        lots = valued.lots_by_instrument.get(instrument.id, ())
        gains = sum((lot.gains for lot in lots), Gains())
        key, subject = portfolio.fact_keys[instrument.id], instrument.name_variants
        yield from _gains_of(Family.HOLDING, key, instrument.symbol, subject, gains)
    whole = sum((account.gains for account in valued.accounts), Gains())
    yield from _gains_of(Family.PORTFOLIO, "", "All your holdings", ("portfolio", "holdings"), whole)


def _gains_of(family: Family, key: str, name: str, subject: tuple[str, ...], gains: Gains) -> Iterator[Fact]:
    of_known = " for positions whose cost is known" if gains.costless else ""
    rows: tuple[tuple[Measure, str, Decimal | None, Unit, str], ...] = (
        (Measure.COST, "cost", gains.cost if gains.is_known else None, "money", f"what was paid{of_known}"),
        (Measure.COST_GAIN, "gain", gains.gain, "money", f"value - cost{of_known}"),
        (Measure.COST_GAIN_SHARE, "gain in percent of the cost", gains.share, "percent", "gain / cost"),
        (Measure.DAY_CHANGE, "change since the close before", gains.day, "money", "quantity x (price - close before)"),
        (Measure.DAY_SHARE, "change since the close before, in percent", gains.day_share, "percent",
         "change / value at the close before"),
    )  # fmt: skip
    for measure, words, value, unit, formula in rows:
        if value is not None:
            step = CENT if unit == "money" else PERCENT_STEP
            yield Fact(family=family, measure=measure, of=key, subject=subject, unit=unit, label=f"{name}: {words}",
                       value=round_half_even(value, step), formula=formula)  # fmt: skip


def untaxed_gain(lots: Iterable[ValuedPosition]) -> Decimal | None:
    """Return dollars above cost of the lots in taxable accounts; None without such a lot or where a cost is unknown."""
    taxable = [lot for lot in lots if not lot.account.tax_advantaged and lot.instrument.instrument_type != "cash"]
    gains = [lot.gain for lot in taxable]
    if not gains or None in gains:
        return None
    return round_half_even(sum(filter(None, gains), ZERO))
