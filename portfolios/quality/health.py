"""Find what is missing, old or contradictory in a person's data, each with the page that fixes it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from portfolios.valuation.assumptions import confirmable_as_they_are, describe_fields, list_words
from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.snapshot import InstrumentValue, ProfileValue

STALE_AFTER = timedelta(days=7)
MAX_NAMED_SYMBOLS = 3
OFFER_CODES = frozenset({"offered"})
"""Findings that are offers: the data is fine."""
INCOME_EXPECTED_WITHIN_YEARS = 25
"""From so many years before retirement, a plan should include an income such as Social Security."""


@dataclass(frozen=True)
class Finding:
    """One issue. `page` is a URL name, `subject` its argument if it has one, `anchor` a place on that page."""

    code: str
    words: str
    fix: str
    page: str
    subject: UUID | None = None
    anchor: str = ""


def find_issues(portfolio: Portfolio) -> list[Finding]:
    checks = (
        _find_unpriced,
        _find_old_prices,
        _find_sample_prices,
        _find_unclassified,
        _find_unconfirmed_proposals,
        _find_missing_costs,
        _find_catalogue_offers,
    )
    lines = [line for check in checks for line in check(portfolio)]
    return [*lines, *_find_profile_issues(portfolio.snapshot.profile)]


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


def _find_unpriced(portfolio: Portfolio) -> Iterator[Finding]:
    if rows := portfolio.unpriced:
        words = f"No price for {_format_symbols([row.symbol for row in rows])}: left out of every total."
        yield Finding("unpriced", words, *_link_to_first(rows, "Price"))


def _securities(portfolio: Portfolio) -> list[InstrumentValue]:
    return [row for row, _ in portfolio.holdings if row.instrument_type != "cash"]


def _has_old_price(row: InstrumentValue, now: datetime) -> bool:
    return row.priced_at is not None and now - row.priced_at > STALE_AFTER


def is_stale(row: InstrumentValue, now: datetime) -> bool:
    """Return whether the price is a sample or older than STALE_AFTER; cash never is."""
    return row.instrument_type != "cash" and (row.price_source == "sample" or _has_old_price(row, now))


def _find_old_prices(portfolio: Portfolio) -> Iterator[Finding]:
    now = portfolio.snapshot.taken_at
    rows = [row for row in _securities(portfolio) if row.price_source != "sample" and _has_old_price(row, now)]
    if rows:
        oldest_first = sorted(rows, key=lambda row: row.priced_at or now)
        since = f"{oldest_first[0].priced_at:%Y-%m-%d}"
        words = f"Old price for {_format_symbols([row.symbol for row in rows])}, the oldest of {since}."
        yield Finding("old_price", words, *_link_to_first(oldest_first, "Update"))


def _find_sample_prices(portfolio: Portfolio) -> Iterator[Finding]:
    rows = [row for row in _securities(portfolio) if row.price_source == "sample"]
    if rows:
        day = min(row.priced_at for row in rows if row.priced_at)
        words = f"Sample prices of {day:%Y-%m-%d}, not today's, for {_format_symbols([row.symbol for row in rows])}."
        account_id = next(p.account_id for p in portfolio.snapshot.positions if p.instrument_id == rows[0].id)
        yield Finding("sample_price", words, "See the prices", "account", account_id)


def _find_unclassified(portfolio: Portfolio) -> Iterator[Finding]:
    if rows := [row for row in portfolio.unclassified if not row.awaits_confirmation]:
        symbols = _format_symbols([row.symbol for row in rows])
        words = f"Not classified: {symbols}. Counted as “unclassified” in every breakdown."
        yield Finding("unclassified", words, *_link_to_first(rows, "Classify"))


def _find_unconfirmed_proposals(portfolio: Portfolio) -> Iterator[Finding]:
    """Name first what does not count yet: confirming it changes a figure."""
    waiting = [row for row in portfolio.snapshot.instruments if row.awaits_confirmation]
    rows = sorted(waiting, key=lambda row: (bool(row.asset_class), row.symbol))
    if rows:
        uncounted = [row.symbol for row in rows if not row.asset_class]
        words = (
            f"Proposed by Alex, not confirmed by you: what {_format_symbols([row.symbol for row in rows])} is made of."
        )
        if uncounted:
            words += f" Until you do, counted as “unclassified”: {_format_symbols(uncounted)}."
        yield Finding("proposed", words, f"Look at {rows[0].symbol}", "instrument", rows[0].id, "proposal")


def _find_catalogue_offers(portfolio: Portfolio) -> Iterator[Finding]:
    if rows := sorted((row for row in portfolio.snapshot.instruments if row.has_twin), key=lambda row: row.symbol):
        words = (
            f"In the shared catalogue now: {_format_symbols([row.symbol for row in rows])}. You hold your own instead."
        )
        yield Finding("offered", words, f"Compare {rows[0].symbol}", "instrument", rows[0].id, "offer")


def _find_missing_costs(portfolio: Portfolio) -> Iterator[Finding]:
    if rows := portfolio.positions_without_cost:
        symbols = _format_symbols([worth.instrument.symbol for worth in rows])
        words = f"No cost for {symbols}: gains and taxes are not known."
        fix = f"Enter the cost of {rows[0].instrument.symbol}"
        yield Finding("missing_cost", words, fix, "position_edit", rows[0].position.id)


def _find_profile_issues(profile: ProfileValue) -> Iterator[Finding]:
    if profile.plan_to_age <= profile.retirement_age:
        words = f"You plan to age {profile.plan_to_age}, but retire at {profile.retirement_age}: one of them is wrong."
        yield Finding("contradiction", words, "Put it right", "dashboard", anchor="profile")
    if not profile.asset_class_targets or not profile.region_targets:
        yield Finding("no_targets", "You have no target allocation yet.", "Set it", "dashboard", anchor="profile")
    if profile.target_retirement_income is None:
        words = "You have no income goal for retirement yet."
        yield Finding("no_goal", words, "Set it", "dashboard", anchor="profile")
    if not profile.income and profile.years_until_retirement <= INCOME_EXPECTED_WITHIN_YEARS:
        words = "No Social Security or pension recorded: the projection counts your savings only."
        yield Finding("no_income", words, "Record it", "dashboard", anchor="income")
    if assumed := describe_fields(profile, profile.assumed):
        words = f"Assumed, not confirmed by you: {list_words(assumed)}."
        fix = "Confirm your profile" if confirmable_as_they_are(assumed) else "Enter your birth year"
        yield Finding("assumed", words, fix, "dashboard", anchor="profile")
