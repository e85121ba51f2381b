"""What to do, by rules on the facts. Each rule answers with a recommendation where the facts call for it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from advisors.reading import target_name
from advisors.results import Recommendation, Recommendations
from advisors.situation import Situation, ref
from advisors.wording import listed

MOST = 7


@dataclass(frozen=True)
class Candidate:
    """weight: how much it matters, 0 to 100; the heaviest are recommended."""

    weight: int
    title: str
    reason: str
    impact: tuple[str, ...] = ()


def recommend(situation: Situation) -> Recommendations:
    """At most seven, most important first; fewer where the facts give fewer."""
    found = [candidate for rule in RULES for candidate in rule(situation)]
    chosen = sorted(found, key=lambda c: (-c.weight, c.title))[:MOST]
    return Recommendations(
        recommendations=[
            Recommendation(title=c.title, reason=c.reason, impact=list(c.impact), priority=rank)
            for rank, c in enumerate(chosen, start=1)
        ]
    )


def _record_something(s: Situation) -> Iterator[Candidate]:
    if s.is_empty:
        yield Candidate(
            100, "Record what you own",
            "Add an account with its cash and holdings, or import them: every figure here starts from that.",
        )  # fmt: skip


def _price_what_has_none(s: Situation) -> Iterator[Candidate]:
    if s.portfolio.unpriced:
        names = listed(i.symbol for i in s.portfolio.unpriced[:3])
        yield Candidate(
            95, f"Enter a price for {names}",
            f"{ref('unpriced_count')} of your holdings are without a price and count in no total.",
            ("unpriced_count",),
        )  # fmt: skip


def _invest_idle_cash(s: Situation) -> Iterator[Candidate]:
    target = s.facts.value("asset_cash_target")
    if s.is_retired or s.facts.value("asset_cash_share") < 20 or target >= 20 or not s.has_worth:
        return
    yield Candidate(
        85, "Put your cash to work in steps",
        f"{ref('asset_cash_share')} of everything is cash, and you have {ref('years_to_retirement')} until you "
        "retire. Moving it towards your targets in a few dated steps ends the wait for a good moment.",
        ("asset_cash_value",),
    )  # fmt: skip


def _earn_interest(s: Situation) -> Iterator[Candidate]:
    if s.facts.value("idle_cash") >= 1000:
        yield Candidate(
            62 if s.is_mostly_cash else 45, "Let idle cash earn interest",
            f"{ref('idle_cash')} of your cash earns none. A money-market fund or Treasury bills keep it as safe.",
            ("idle_cash",),
        )  # fmt: skip


def _hold_less_of_one_company(s: Situation) -> Iterator[Candidate]:
    if company := s.concentrated_in:
        yield Candidate(
            92, f"Hold less of {company.symbol}",
            f"{company.symbol} is {ref('largest_company_share')} of everything, against a limit of "
            f"{ref('company_limit')} for a single company. Sell in tax-advantaged accounts first, then send new money "
            "elsewhere.",
            ("largest_company_excess", "largest_company_share"),
        )  # fmt: skip


def _spread_over_companies(s: Situation) -> Iterator[Candidate]:
    if s.facts.value("companies_share") >= 50:
        yield Candidate(
            80, "Make a broad fund your core",
            f"Single companies are {ref('companies_share')} of everything. One total-market fund holds thousands, "
            "and what is left of your favourites can sit around it.",
            ("companies_share",),
        )  # fmt: skip


def _close_a_drift(s: Situation) -> Iterator[Candidate]:
    """One shift a dimension: from what is most above its target to what is most below."""
    for prefix in ("asset_", "group_"):
        off = sorted((item for item in s.drifts if item[0].startswith(prefix)), key=lambda item: item[1])
        if not off:
            continue
        below, above = off[0], off[-1]
        worst = max(below, above, key=lambda item: abs(item[1]))
        yield Candidate(min(84, 50 + int(abs(worst[1]))), _shift_title(below, above), _shift_reason(worst),
                        (f"{worst[0]}_gap", f"{worst[0]}_drift"))  # fmt: skip


def _shift_title(below: tuple[str, Decimal], above: tuple[str, Decimal]) -> str:
    to, source = target_name(below[0]), target_name(above[0])
    if below[1] < 0 < above[1]:
        return f"Shift from {source} to {to}"
    return f"Hold more {to}" if below[1] < 0 else f"Hold less {source}"


def _shift_reason(worst: tuple[str, Decimal]) -> str:
    key, points = worst
    side = "above" if points > 0 else "below"
    return (
        f"{target_name(key)} stands {ref(f'{key}_drift', 'size')} {side} your target of {ref(f'{key}_target')}. "
        "Let new money close the gap first; for the rest, trade inside tax-advantaged accounts."
    )


def _save_more(s: Situation) -> Iterator[Candidate]:
    if not s.is_retired and s.facts.value("extra_saving") > 0:
        yield Candidate(
            90, "Save more for retirement",
            f"Your goal holds in {ref('success_probability', 'whole')} of futures. Saving {ref('required_saving')} "
            f"rather than {ref('annual_contribution')} would lift that to nine of ten.",
            ("extra_saving", "success_probability"),
        )  # fmt: skip


def _close_the_gap_in_retirement(s: Situation) -> Iterator[Candidate]:
    if s.is_retired and s.facts.value("income_gap") > 0:
        yield Candidate(
            93, "Bring your spending down to what the plan sustains",
            f"Your goal of {ref('income_goal')} is {ref('income_gap')} more than the plan sustains in nine of ten "
            "futures. A small cut now weighs more than a large one later.",
            ("income_gap", "success_probability"),
        )  # fmt: skip


def _use_the_room(s: Situation) -> Iterator[Candidate]:
    if s.facts.value("income_room") > 0 and s.facts.value("success_probability") >= 95:
        title = "Allow yourself more each year" if s.is_retired else "Consider retiring earlier or saving less"
        yield Candidate(
            55, title,
            f"Your goal leaves {ref('income_room')} unspent in nine of ten futures: decide what that room is for.",
            ("income_room",),
        )  # fmt: skip


def _keep_a_reserve(s: Situation) -> Iterator[Candidate]:
    years = s.facts.value("reserve_years", Decimal(99))
    if s.is_retired and years < 3:
        yield Candidate(
            82, "Build a reserve for bad markets",
            f"Bonds and cash cover {ref('reserve_years', 'number')} years of spending. Three to five let you wait out "
            "a fall without selling shares at the bottom.",
            ("reserve_years",),
        )  # fmt: skip


def _bond_ladder(s: Situation) -> Iterator[Candidate]:
    if s.is_retired and s.facts.value("reserve_years") >= 3:
        yield Candidate(
            48, "Match your next years of spending with short bonds",
            f"Bonds and cash cover {ref('reserve_years', 'number')} years of spending: hold the nearest of those years "
            "in short Treasuries or a ladder, so that no fall in prices reaches them.",
            ("reserve_years",),
        )  # fmt: skip


def _cut_costs(s: Situation) -> Iterator[Candidate]:
    if s.facts.value("costliest_ratio") >= Decimal("0.3"):
        symbol = s.facts["costliest_ratio"].subject[0]
        yield Candidate(
            44, f"Look for a cheaper fund than {symbol}",
            f"{symbol} costs {ref('costliest_ratio')} a year, {ref('costliest_fees')}. "
            "Compare funds that hold the same market.",
            ("costliest_fees",),
        )  # fmt: skip


def _go_abroad(s: Situation) -> Iterator[Candidate]:
    has_target = any(key == "group_north_america" for key, _ in s.drifts)
    if s.facts.value("group_north_america_share") >= 95 and not has_target and s.facts.value("invested_value"):
        yield Candidate(
            52, "Own some of the rest of the world",
            f"{ref('group_north_america_share')} of what has a region is in North America.",
            ("group_north_america_share",),
        )  # fmt: skip


def _set_a_goal(s: Situation) -> Iterator[Candidate]:
    if s.profile.target_retirement_income is None and s.has_worth:
        words = (
            f"What you own sustains about {ref('estimated_income')}. " if s.has_projection else ""
        ) + "Say what you want to spend in retirement, and Alex tells you how likely that is."
        yield Candidate(60, "Set an income goal", words, ("estimated_income",) if s.has_projection else ())


def _confirm_a_classification(s: Situation) -> Iterator[Candidate]:
    if s.portfolio.unclassified:
        names = listed(i.symbol for i in s.portfolio.unclassified[:3])
        yield Candidate(
            58, f"Confirm what {names} holds",
            f"Unclassified holdings are {ref('unclassified_share')} of everything and blur every share above.",
            ("unclassified_share",),
        )  # fmt: skip


def _confirm_the_profile(s: Situation) -> Iterator[Candidate]:
    if s.profile.assumed and s.has_worth:
        yield Candidate(
            40, "Confirm your profile",
            f"{ref('assumed_count')} of its entries are assumed; the projection rests on them.",
            ("assumed_count",),
        )  # fmt: skip


def _update_prices(s: Situation) -> Iterator[Candidate]:
    if s.facts.value("sample_price_count"):
        yield Candidate(
            38, "Replace the sample prices",
            f"{ref('sample_price_count')} of your holdings stand at sample prices, the oldest price of "
            f"{ref('oldest_price_date')}.",
            ("sample_price_count",),
        )  # fmt: skip


def _record_costs(s: Situation) -> Iterator[Candidate]:
    if s.facts.value("missing_cost_count"):
        yield Candidate(
            20, "Record what you paid",
            f"The cost of {ref('missing_cost_count')} of your positions is missing; without it no gain can be shown.",
            ("missing_cost_count",),
        )  # fmt: skip


RULES: tuple[Callable[[Situation], Iterator[Candidate]], ...] = (
    _record_something, _price_what_has_none, _invest_idle_cash, _earn_interest, _hold_less_of_one_company,
    _spread_over_companies, _close_a_drift, _save_more, _close_the_gap_in_retirement, _use_the_room, _keep_a_reserve,
    _bond_ladder, _cut_costs, _go_abroad, _set_a_goal, _confirm_a_classification, _confirm_the_profile,
    _update_prices, _record_costs,
)  # fmt: skip
