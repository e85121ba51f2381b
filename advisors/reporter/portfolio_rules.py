"""Recommendations that follow from the holdings."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from advisors.reporter.cost_sections import costliest_fund
from advisors.writing.case import OffTarget, Situation, ref
from advisors.writing.markdown import escape_markdown, join_words
from portfolios.facts.costs import list_cheaper_funds, swap_key
from portfolios.facts.families import Family, Measure, build_fact_id
from portfolios.risk.tax_location import find_tax_location_hints
from portfolios.valuation.allocation import CASH
from portfolios.valuation.value import ZERO

HIGH_COST_PERCENT = Decimal("0.3")
MIN_SWAP_SAVING_USD = Decimal(60)
"""Dollars a year."""
MIN_MOVE_SHARE = Decimal("0.02")
"""Share of the whole portfolio."""


@dataclass(frozen=True)
class Candidate:
    """weight: its importance from 0 to 100; the highest ones are recommended. impact: ids of facts."""

    weight: int
    title: str
    reason: str
    impact: tuple[str, ...] = ()


def recommend_recording_holdings(s: Situation) -> Iterator[Candidate]:
    if s.is_empty:
        yield Candidate(
            100, "Record what you own",
            "Add an account with its cash and holdings, or import them: every figure here starts from that.",
        )  # fmt: skip


def recommend_entering_prices(s: Situation) -> Iterator[Candidate]:
    if s.portfolio.unpriced:
        names = join_words(i.symbol for i in s.portfolio.unpriced[:3])
        yield Candidate(
            95, f"Enter a price for {names}",
            f"Without a price, and so in no total: {ref('data.unpriced')} of your holdings.",
            ("data.unpriced",),
        )  # fmt: skip


def recommend_investing_cash(s: Situation) -> Iterator[Candidate]:
    if not has_idle_cash(s):
        return
    yield Candidate(
        85, "Put your cash to work in steps",
        f"{ref('asset_class.cash.share')} of everything is cash, and there is time until you retire: "
        f"{ref('profile.years_to_retirement')}. Moving it towards your targets in a few dated steps ends the wait for "
        "a good moment.",
        ("asset_class.cash.value",),
    )  # fmt: skip


def has_idle_cash(s: Situation) -> bool:
    """Return whether there is far more cash than wanted, years before retirement. One action covers it, not three."""
    return s.has_value and not s.is_retired and s.cash_above_target >= 20


def recommend_earning_interest(s: Situation) -> Iterator[Candidate]:
    if s.facts.value(Family.DATA, Measure.IDLE_CASH) >= 1000 and not has_idle_cash(s):
        yield Candidate(
            45, "Let idle cash earn interest",
            f"{ref('data.idle_cash')} of your cash earns none. A money-market fund or Treasury bills keep it as safe.",
            ("data.idle_cash",),
        )  # fmt: skip


def recommend_less_of_one_company(s: Situation) -> Iterator[Candidate]:
    company = s.concentrated_company
    if company is None:
        return
    advice = "Stop adding to it, and sell in steps."
    if s.facts.value(Family.COMPANY, Measure.SHELTERED, s.company_key) >= s.facts.value(
        Family.COMPANY, Measure.EXCESS, s.company_key
    ):
        advice = "Sell it in tax-advantaged accounts, where a sale costs no tax."
    elif s.facts.value(Family.COMPANY, Measure.GAIN, s.company_key) > 0:
        advice = (
            f"Selling {company.symbol} would tax a gain of up to {ref(f'company.{s.company_key}.gain')}: stop adding "
            "to it, and sell in steps over several tax years."
        )
    yield Candidate(
        92, f"Hold less of {company.symbol}",
        f"{company.symbol} is {ref(f'company.{s.company_key}.share')} of everything, against a limit of "
        f"{ref('company.limit')} for a single company. {advice}",
        (f"company.{s.company_key}.excess", f"company.{s.company_key}.share"),
    )  # fmt: skip


def recommend_broad_fund(s: Situation) -> Iterator[Candidate]:
    if s.facts.value(Family.SPREAD, Measure.SHARE, "companies") >= 50:
        yield Candidate(
            80, "Make a broad fund your core",
            f"Single companies are {ref('spread.companies.share')} of everything. One total-market fund holds "
            "thousands, and what is left of your favourites can sit around it.",
            ("spread.companies.share",),
        )  # fmt: skip


def recommend_closing_drifts(s: Situation) -> Iterator[Candidate]:
    """Yield one shift for each dimension, from the class most above its target to the one most below.

    Only the first that the trades improve describes them.
    """
    trades = _describe_trades(s)
    for family in dict.fromkeys(off.family for off in s.drifts):
        off = sorted((one for one in s.drifts if one.family == family), key=lambda one: one.points)
        if off[-1].key == CASH and has_idle_cash(s):
            continue
        below, above = off[0], off[-1]
        worst = max(below, above, key=lambda one: abs(one.points))
        title = f"Hold more {below.label}" if below.points < 0 else f"Hold less {above.label}"
        if below.points < 0 < above.points:
            title = f"Shift from {above.label} to {below.label}"
        helped = trades if worst.is_improved(s.facts) else ""
        yield Candidate(
            min(84, 50 + int(abs(worst.points))),
            title,
            _format_shift_reason(s, worst, helped),
            (worst.fact(Measure.GAP), worst.fact(Measure.DRIFT)),
        )
        trades = "" if helped else trades


def _format_shift_reason(s: Situation, worst: OffTarget, trades: str) -> str:
    side = "above" if worst.points > 0 else "below"
    first = (
        "Take what you live on from what is above its target" if s.is_retired else "Let new money close the gap first"
    )
    if not trades:
        first += "; for the rest, " + (
            "trade inside tax-advantaged accounts" if s.has_tax_advantaged_money else "trade in steps and mind the tax"
        )
    drift, target = ref(worst.fact(Measure.DRIFT), "size"), ref(worst.fact(Measure.TARGET))
    return f"{worst.label} stands {drift} {side} your target of {target}. {first}.{trades}"


def _describe_trades(s: Situation) -> str:
    if s.fewest_trades_plan is None or not s.fewest_trades_plan.trades:
        return ""
    if not s.facts.value(Family.TRADES, Measure.SOLD, "minimal"):
        return f" The plan with the fewest trades only buys: {ref('trades.minimal.bought')}."
    taxed, sold = (
        s.facts.value(Family.TRADES, Measure.TAXED, "minimal"),
        s.facts.value(Family.TRADES, Measure.SOLD, "minimal"),
    )
    part = "all of it" if taxed == sold else f"{ref('trades.minimal.taxed')} of it" if taxed else "none of it"
    return (
        f" The plan with the fewest trades ({ref('trades.minimal.trades')}) sells {ref('trades.minimal.sold')}, {part} "
        "where a sale may be taxed."
    )


def recommend_cutting_costs(s: Situation) -> Iterator[Candidate]:
    ratio = costliest_fund(s)
    if ratio is None or (ratio.value or ZERO) < HIGH_COST_PERCENT:
        return
    if s.facts.value(Family.SWAP, Measure.SAVING) < MIN_SWAP_SAVING_USD:
        symbol, fees = ratio.subject[0], build_fact_id(Family.FUND_COST, Measure.YEARLY, ratio.of)
        yield Candidate(
            44, f"Look for a cheaper fund than {symbol}",
            f"{symbol} costs {ref(ratio.id)} a year, {ref(fees)}. Compare funds that hold the same market.",
            (fees,),
        )  # fmt: skip


def recommend_cheaper_fund(s: Situation) -> Iterator[Candidate]:
    """Recommend the largest saving, unless it is only a few dollars a month."""
    saving = s.facts.value(Family.SWAP, Measure.SAVING)
    if saving < MIN_SWAP_SAVING_USD:
        return
    best = list_cheaper_funds(s.portfolio)[0]
    held, other = best.held.symbol, best.alternative.symbol
    key = swap_key(s.portfolio, best)
    taxed = " Where a sale may be taxed, only send new money to the cheaper fund." if best.taxable else ""
    yield Candidate(
        min(80, 46 + int(saving / 50)), f"Hold {other} instead of {held}",
        f"Both hold the same market; {escape_markdown(held)} costs {ref(f'swap.{key}.now')} a year and "
        f"{escape_markdown(other)} {ref(f'swap.{key}.then')}. "
        f"Every swap of that kind together saves {ref('swap.saving')} in fees.{taxed}",
        ("swap.saving",),
    )  # fmt: skip


def recommend_tax_advantaged_account(s: Situation) -> Iterator[Candidate]:
    """Recommend to move the largest holding that is taxed every year without need."""
    first = next(iter(find_tax_location_hints(s.portfolio)), None)
    if first is None or first.better != "tax_advantaged":
        return
    largest = s.facts.members(Family.MISPLACED, Measure.VALUE)[0]
    if (largest.value or ZERO) >= s.facts.value(Family.PORTFOLIO, Measure.VALUE) * MIN_MOVE_SHARE:
        symbol = first.instrument.symbol
        yield Candidate(
            47, f"Hold {symbol} in a tax-advantaged account",
            f"{ref(largest.id)} of {escape_markdown(symbol)} sits in "
            f"{escape_markdown(first.account.name)}. {first.reason} "
            "A sale there may itself be taxed: weigh that first.",
            (largest.id,),
        )  # fmt: skip


def recommend_international(s: Situation) -> Iterator[Candidate]:
    has_target = any(off.key == "north_america" for off in s.drifts)
    if (
        s.facts.value(Family.REGION_GROUP, Measure.SHARE_OF_EQUITY, "north_america") >= 95
        and not has_target
        and not s.has_too_much_unclassified
    ):
        yield Candidate(
            52, "Own some of the rest of the world",
            f"{ref('region_group.north_america.share_of_equity')} of your stocks is in North America.",
            ("region_group.north_america.share_of_equity",),
        )  # fmt: skip


RULES = (
    recommend_recording_holdings,
    recommend_entering_prices,
    recommend_investing_cash,
    recommend_earning_interest,
    recommend_less_of_one_company,
    recommend_broad_fund,
    recommend_closing_drifts,
    recommend_cutting_costs,
    recommend_cheaper_fund,
    recommend_tax_advantaged_account,
    recommend_international,
)
