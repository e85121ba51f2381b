"""Find missing, old or contradictory data of a person, each with the page that fixes it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portfolios.facts.data_quality import STALE_AFTER
from portfolios.performance.periods import format_day
from portfolios.valuation.assumptions import confirmable_without_input, describe_fields, join_descriptions
from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.snapshot import InstrumentValue, ProfileValue

MAX_NAMED_SYMBOLS = 3
OFFER_CODES = frozenset({"offered"})
"""Findings that are only offers: the data itself is fine."""
INCOME_EXPECTED_WITHIN_YEARS = 25
"""This many years before retirement, a plan should include an income such as Social Security."""


@dataclass(frozen=True)
class Finding:
    """One issue. `page` is a URL name, `subject` its argument if it has one, `anchor` a place on that page."""

    code: str
    text: str
    fix: str
    page: str
    subject: UUID | None = None
    anchor: str = ""


def find_issues(portfolio: Portfolio) -> list[Finding]:
    """Return all issues: prices first, then classification, costs, offers and the profile."""
    issues = [*find_price_issues(portfolio), *find_classification_issues(portfolio)]
    if rows := portfolio.positions_without_cost:
        symbols = _format_symbols([worth.instrument.symbol for worth in rows])
        text = f"No cost for {symbols}, so gains and taxes are unknown."
        fix = f"Enter the cost of {rows[0].instrument.symbol}"
        issues.append(Finding("missing_cost", text, fix, "position_edit", rows[0].position.id))
    offers = [row for row in portfolio.snapshot.instruments if row.has_twin]
    if offers := sorted(offers, key=lambda row: row.symbol):
        symbols = _format_symbols([row.symbol for row in offers])
        text = f"The shared catalogue now has {symbols}. You still use your own version."
        issues.append(Finding("offered", text, f"Compare {offers[0].symbol}", "instrument", offers[0].id, "offer"))
    return [*issues, *find_profile_issues(portfolio.snapshot.profile)]


def is_stale(row: InstrumentValue, now: datetime) -> bool:
    """Return whether the price is a sample or older than STALE_AFTER; cash never is."""
    is_old = row.priced_at is not None and now - row.priced_at > STALE_AFTER
    return row.instrument_type != "cash" and (row.price_source == "sample" or is_old)


def _format_symbols(symbols: list[str]) -> str:
    """Format as “VTI, BND, VEA and 4 more”."""
    first, more = symbols[:MAX_NAMED_SYMBOLS], len(symbols) - MAX_NAMED_SYMBOLS
    if more > 0:
        return f"{', '.join(first)} and {more} more"
    return " and ".join(filter(None, [", ".join(first[:-1]), first[-1]]))


def _link_to_first(rows: Sequence[InstrumentValue], verb: str) -> tuple[str, str, UUID]:
    """Link to the first private instrument, which its owner can fix, else to the first."""
    row = next((row for row in rows if not row.in_catalogue), rows[0])
    return f"{'See' if row.in_catalogue else verb} {row.symbol}", "instrument", row.id


def find_price_issues(portfolio: Portfolio) -> Iterator[Finding]:
    """Find holdings without a price, with an old price and with a sample price."""
    if lost := portfolio.not_converted:
        text = f"No exchange rate for {_format_symbols(list(lost))}, so totals are incomplete."
        yield Finding("no_rate", text, "Enter a rate", "rates", anchor="enter-rate")
    if unpriced := [row for row in portfolio.unpriced if not row.lacks_rate]:
        text = f"No price for {_format_symbols([row.symbol for row in unpriced])}, so totals are incomplete."
        yield Finding("unpriced", text, *_link_to_first(unpriced, "Price"))
    now = portfolio.snapshot.taken_at
    stale = [row for row, _ in portfolio.holdings if is_stale(row, now)]
    if old := [row for row in stale if row.price_source != "sample"]:
        symbols = _format_symbols([row.symbol for row in old])
        old.sort(key=lambda row: row.priced_at or now)
        text = f"Old price for {symbols}. The oldest is from {format_day(old[0].priced_at or now)}."
        yield Finding("old_price", text, *_link_to_first(old, "Update"))
    if samples := [row for row in stale if row.price_source == "sample"]:
        symbols = _format_symbols([row.symbol for row in samples])
        day = min(row.priced_at for row in samples if row.priced_at)
        text = f"Sample price for {symbols}, from {format_day(day)}."
        account_id = next(p.account_id for p in portfolio.snapshot.positions if p.instrument_id == samples[0].id)
        yield Finding("sample_price", text, "See the prices", "account", account_id)


def find_classification_issues(portfolio: Portfolio) -> Iterator[Finding]:
    """Find unclassified holdings, then proposals to confirm; a proposal that does not count yet comes first."""
    if unclassified := [row for row in portfolio.unclassified if not row.awaits_confirmation]:
        symbols = _format_symbols([row.symbol for row in unclassified])
        text = f"Not classified: {symbols}. Breakdowns show this part as “unclassified”."
        yield Finding("unclassified", text, *_link_to_first(unclassified, "Classify"))
    waiting = [row for row in portfolio.snapshot.instruments if row.awaits_confirmation]
    if proposals := sorted(waiting, key=lambda row: (bool(row.asset_class), row.symbol)):
        text = f"Check how Alex classified {_format_symbols([row.symbol for row in proposals])}."
        if uncounted := [row.symbol for row in proposals if not row.asset_class]:
            text += f" Until you confirm, “unclassified” includes {_format_symbols(uncounted)}."
        yield Finding("proposed", text, f"Review {proposals[0].symbol}", "instrument", proposals[0].id, "proposal")


def find_profile_issues(profile: ProfileValue) -> Iterator[Finding]:
    """Find a contradiction, missing targets, goal or income, and fields that are still assumed."""
    if profile.plan_to_age <= profile.retirement_age:
        text = f"You plan to age {profile.plan_to_age} but retire at {profile.retirement_age}. Correct one of them."
        yield Finding("contradiction", text, "Correct it", "plan")
    if not profile.asset_class_targets or not profile.region_targets:
        text = "You have no target allocation yet."
        yield Finding("no_targets", text, "Set targets", "plan")
    if profile.target_retirement_income is None:
        text = "You have no income goal for retirement yet."
        yield Finding("no_goal", text, "Set a goal", "plan")
    if (
        not (profile.income or profile.has_social_security)
        and profile.years_until_retirement <= INCOME_EXPECTED_WITHIN_YEARS
    ):
        text = "You have no Social Security or pension yet. The projection counts only your savings."
        yield Finding("no_income", text, "Add income", "plan", anchor="income")
    if assumed := describe_fields(profile, profile.assumed):
        text = f"Alex assumes these until you confirm: {join_descriptions(assumed)}."
        fix = "Confirm your profile" if confirmable_without_input(assumed) else "Enter your birth year"
        yield Finding("assumed", text, fix, "plan")
