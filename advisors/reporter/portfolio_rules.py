"""Recommendations that follow from the holdings."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from advisors.writing.case import Situation, ref
from advisors.writing.headline import format_target_name
from advisors.writing.markdown import escape_markdown, join_words
from portfolios.facts.costs import list_cheaper_funds
from portfolios.risk.tax_location import find_tax_location_hints

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
            f"Without a price, and so in no total: {ref('unpriced_count')} of your holdings.",
            ("unpriced_count",),
        )  # fmt: skip


def recommend_investing_cash(s: Situation) -> Iterator[Candidate]:
    if not has_idle_cash(s):
        return
    yield Candidate(
        85, "Put your cash to work in steps",
        f"{ref('asset_cash_share')} of everything is cash, and there is time until you retire: "
        f"{ref('years_to_retirement')}. Moving it towards your targets in a few dated steps ends the wait for a good "
        "moment.",
        ("asset_cash_value",),
    )  # fmt: skip


def has_idle_cash(s: Situation) -> bool:
    """Return whether there is far more cash than wanted, years before retirement. One action covers it, not three."""
    return s.has_value and not s.is_retired and s.cash_above_target >= 20


def recommend_earning_interest(s: Situation) -> Iterator[Candidate]:
    if s.facts.value("idle_cash") >= 1000 and not has_idle_cash(s):
        yield Candidate(
            45, "Let idle cash earn interest",
            f"{ref('idle_cash')} of your cash earns none. A money-market fund or Treasury bills keep it as safe.",
            ("idle_cash",),
        )  # fmt: skip


def recommend_less_of_one_company(s: Situation) -> Iterator[Candidate]:
    company = s.concentrated_company
    if company is None:
        return
    advice = "Stop adding to it, and sell in steps."
    if s.facts.value("largest_company_sheltered") >= s.facts.value("largest_company_excess"):
        advice = "Sell it in tax-advantaged accounts, where a sale costs no tax."
    elif s.facts.value("largest_company_gain") > 0:
        advice = (
            f"Selling {company.symbol} would tax a gain of up to {ref('largest_company_gain')}: stop adding to it, and "
            "sell in steps over several tax years."
        )
    yield Candidate(
        92, f"Hold less of {company.symbol}",
        f"{company.symbol} is {ref('largest_company_share')} of everything, against a limit of "
        f"{ref('company_limit')} for a single company. {advice}",
        ("largest_company_excess", "largest_company_share"),
    )  # fmt: skip


def recommend_broad_fund(s: Situation) -> Iterator[Candidate]:
    if s.facts.value("companies_share") >= 50:
        yield Candidate(
            80, "Make a broad fund your core",
            f"Single companies are {ref('companies_share')} of everything. One total-market fund holds thousands, "
            "and what is left of your favourites can sit around it.",
            ("companies_share",),
        )  # fmt: skip


def recommend_closing_drifts(s: Situation) -> Iterator[Candidate]:
    """Yield one shift for each dimension, from the class most above its target to the one most below.

    Only the first that the trades improve describes them.
    """
    trades = _describe_trades(s)
    for prefix in dict.fromkeys(key.split("_")[0] for key, _ in s.drifts):
        off = sorted((item for item in s.drifts if item[0].startswith(f"{prefix}_")), key=lambda item: item[1])
        if not off or (off[-1][0] == "asset_cash" and has_idle_cash(s)):
            continue
        below, above = off[0], off[-1]
        worst = max(below, above, key=lambda item: abs(item[1]))
        now, after, target = (s.facts.value(f"{worst[0]}_{part}") for part in ("now", "after", "target"))
        is_improved = f"{worst[0]}_after" in s.facts and abs(after - target) < abs(now - target)
        helped = trades if is_improved else ""
        yield Candidate(
            min(84, 50 + int(abs(worst[1]))),
            _format_shift_title(below, above),
            _format_shift_reason(s, worst, helped),
            (f"{worst[0]}_gap", f"{worst[0]}_drift"),
        )
        trades = "" if helped else trades


def _format_shift_title(below: tuple[str, Decimal], above: tuple[str, Decimal]) -> str:
    to, source = format_target_name(below[0]), format_target_name(above[0])
    if below[1] < 0 < above[1]:
        return f"Shift from {source} to {to}"
    return f"Hold more {to}" if below[1] < 0 else f"Hold less {source}"


def _format_shift_reason(s: Situation, worst: tuple[str, Decimal], trades: str) -> str:
    key, points = worst
    side = "above" if points > 0 else "below"
    first = (
        "Take what you live on from what is above its target" if s.is_retired else "Let new money close the gap first"
    )
    if not trades:
        first += "; for the rest, " + (
            "trade inside tax-advantaged accounts" if s.has_tax_advantaged_money else "trade in steps and mind the tax"
        )
    return (
        f"{format_target_name(key)} stands {ref(f'{key}_drift', 'size')} {side} your target of {ref(f'{key}_target')}. "
        f"{first}.{trades}"
    )


def _describe_trades(s: Situation) -> str:
    if s.fewest_trades_plan is None or not s.fewest_trades_plan.trades:
        return ""
    if not s.facts.value("plan_minimal_sold"):
        return f" The plan with the fewest trades only buys: {ref('plan_minimal_bought')}."
    taxed, sold = s.facts.value("plan_minimal_taxed"), s.facts.value("plan_minimal_sold")
    part = "all of it" if taxed == sold else f"{ref('plan_minimal_taxed')} of it" if taxed else "none of it"
    return (
        f" The plan with the fewest trades ({ref('plan_minimal_trades')}) sells {ref('plan_minimal_sold')}, {part} "
        "where a sale may be taxed."
    )


def recommend_cutting_costs(s: Situation) -> Iterator[Candidate]:
    if s.facts.value("costliest_ratio") >= Decimal("0.3") and s.facts.value("cheaper_saving") < MIN_SWAP_SAVING_USD:
        symbol = s.facts["costliest_ratio"].subject[0]
        yield Candidate(
            44, f"Look for a cheaper fund than {symbol}",
            f"{symbol} costs {ref('costliest_ratio')} a year, {ref('costliest_fees')}. "
            "Compare funds that hold the same market.",
            ("costliest_fees",),
        )  # fmt: skip


def recommend_cheaper_fund(s: Situation) -> Iterator[Candidate]:
    """Recommend the largest saving, unless it is only a few dollars a month."""
    saving = s.facts.value("cheaper_saving")
    if saving < MIN_SWAP_SAVING_USD:
        return
    best = list_cheaper_funds(s.portfolio)[0]
    held, other = best.held.symbol, best.alternative.symbol
    taxed = " Where a sale may be taxed, only send new money to the cheaper fund." if best.taxable else ""
    yield Candidate(
        min(80, 46 + int(saving / 50)), f"Hold {other} instead of {held}",
        f"Both hold the same market; {escape_markdown(held)} costs {ref('cheaper_1_now')} a year and "
        f"{escape_markdown(other)} {ref('cheaper_1_then')}. "
        f"Every swap of that kind together saves {ref('cheaper_saving')} in fees.{taxed}",
        ("cheaper_saving",),
    )  # fmt: skip


def recommend_tax_advantaged_account(s: Situation) -> Iterator[Candidate]:
    """Recommend to move the largest holding that is taxed every year without need."""
    first = next(iter(find_tax_location_hints(s.portfolio)), None)
    if first is None or first.better != "tax_advantaged":
        return
    if s.facts.value("misplaced_1_value") >= s.facts.value("total_value") * MIN_MOVE_SHARE:
        symbol = first.instrument.symbol
        yield Candidate(
            47, f"Hold {symbol} in a tax-advantaged account",
            f"{ref('misplaced_1_value')} of {escape_markdown(symbol)} sits in "
            f"{escape_markdown(first.account.name)}. {first.reason} "
            "A sale there may itself be taxed: weigh that first.",
            ("misplaced_1_value",),
        )  # fmt: skip


def recommend_international(s: Situation) -> Iterator[Candidate]:
    has_target = any(key == "group_north_america" for key, _ in s.drifts)
    if s.facts.value("group_north_america_now") >= 95 and not has_target and not s.has_too_much_unclassified:
        yield Candidate(
            52, "Own some of the rest of the world",
            f"{ref('group_north_america_now')} of what has a region is in North America.",
            ("group_north_america_now",),
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
