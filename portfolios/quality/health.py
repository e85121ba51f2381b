"""What is missing, old or contradictory in a person's data, in words, each with the page where it is put right."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from portfolios.valuation.assumptions import confirmable_as_they_are, describe_fields, list_words
from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.snapshot import InstrumentValue, ProfileValue

OLD_AFTER = timedelta(days=7)
NAMED = 3
OFFERS = frozenset({"offered"})
"""Findings that offer something: nothing is wrong with the data."""
INCOME_WITHIN = 25
"""Years before retirement from which an income in it should be on the plan."""


@dataclass(frozen=True)
class Finding:
    """page: the name of a URL, with `subject` as its argument where it has one, and `anchor` on that page."""

    code: str
    words: str
    fix: str
    page: str
    subject: UUID | None = None
    anchor: str = ""


def findings(portfolio: Portfolio) -> list[Finding]:
    checks = (_unpriced, _old_prices, _sample_prices, _unclassified, _proposed, _missing_costs, _offered)
    lines = [line for check in checks for line in check(portfolio)]
    return [*lines, *_profile(portfolio.snapshot.profile)]


def _named(symbols: list[str]) -> str:
    """VTI, BND, VEA and 4 more."""
    first, more = symbols[:NAMED], len(symbols) - NAMED
    if more > 0:
        return f"{', '.join(first)} and {more} more"
    return " and ".join(filter(None, [", ".join(first[:-1]), first[-1]]))


def _begin_with(rows: Sequence[InstrumentValue], verb: str) -> tuple[str, str, UUID]:
    """One's own can be put right by oneself; the catalogue's page says who does it."""
    row = next((row for row in rows if not row.in_catalogue), rows[0])
    return f"{'See' if row.in_catalogue else verb} {row.symbol}", "instrument", row.id


def _unpriced(portfolio: Portfolio) -> Iterator[Finding]:
    if rows := portfolio.unpriced:
        words = f"No price for {_named([row.symbol for row in rows])}: left out of every total."
        yield Finding("unpriced", words, *_begin_with(rows, "Price"))


def _held(portfolio: Portfolio) -> list[InstrumentValue]:
    return [row for row, _ in portfolio.holdings if row.instrument_type != "cash"]


def _is_old(row: InstrumentValue, now: datetime) -> bool:
    return row.priced_at is not None and now - row.priced_at > OLD_AFTER


def is_stale(row: InstrumentValue, now: datetime) -> bool:
    """Whether its price is a sample, or of more than a few days ago; money-market funds have no price to speak of."""
    return row.instrument_type != "cash" and (row.price_source == "sample" or _is_old(row, now))


def _old_prices(portfolio: Portfolio) -> Iterator[Finding]:
    now = portfolio.snapshot.taken_at
    rows = [row for row in _held(portfolio) if row.price_source != "sample" and _is_old(row, now)]
    if rows:
        oldest_first = sorted(rows, key=lambda row: row.priced_at or now)
        since = f"{oldest_first[0].priced_at:%Y-%m-%d}"
        words = f"Old price for {_named([row.symbol for row in rows])}, the oldest of {since}."
        yield Finding("old_price", words, *_begin_with(oldest_first, "Update"))


def _sample_prices(portfolio: Portfolio) -> Iterator[Finding]:
    rows = [row for row in _held(portfolio) if row.price_source == "sample"]
    if rows:
        day = min(row.priced_at for row in rows if row.priced_at)
        words = f"Sample prices of {day:%Y-%m-%d}, not today's, for {_named([row.symbol for row in rows])}."
        yield Finding("sample_price", words, "See the prices", "account", _account_with(portfolio, rows[0]))


def _account_with(portfolio: Portfolio, row: InstrumentValue) -> UUID:
    return next(p.account_id for p in portfolio.snapshot.positions if p.instrument_id == row.id)


def _unclassified(portfolio: Portfolio) -> Iterator[Finding]:
    if rows := [row for row in portfolio.unclassified if not row.awaits_confirmation]:
        words = f"Not classified: {_named([row.symbol for row in rows])}. Counted as “unclassified” in every breakdown."
        yield Finding("unclassified", words, *_begin_with(rows, "Classify"))


def _proposed(portfolio: Portfolio) -> Iterator[Finding]:
    """Those that do not count yet come first: confirming them changes a figure."""
    waiting = [row for row in portfolio.snapshot.instruments if row.awaits_confirmation]
    rows = sorted(waiting, key=lambda row: (bool(row.asset_class), row.symbol))
    if rows:
        uncounted = [row.symbol for row in rows if not row.asset_class]
        words = f"Proposed by Alex, not confirmed by you: what {_named([row.symbol for row in rows])} is made of."
        if uncounted:
            words += f" Until you do, counted as “unclassified”: {_named(uncounted)}."
        yield Finding("proposed", words, f"Look at {rows[0].symbol}", "instrument", rows[0].id, "proposal")


def _offered(portfolio: Portfolio) -> Iterator[Finding]:
    if rows := sorted((row for row in portfolio.snapshot.instruments if row.has_twin), key=lambda row: row.symbol):
        words = f"In the shared catalogue now: {_named([row.symbol for row in rows])}. You hold your own instead."
        yield Finding("offered", words, f"Compare {rows[0].symbol}", "instrument", rows[0].id, "offer")


def _missing_costs(portfolio: Portfolio) -> Iterator[Finding]:
    if rows := portfolio.without_cost:
        words = f"No cost for {_named([worth.instrument.symbol for worth in rows])}: gains and taxes are not known."
        fix = f"Enter the cost of {rows[0].instrument.symbol}"
        yield Finding("missing_cost", words, fix, "position_edit", rows[0].position.id)


def _profile(profile: ProfileValue) -> Iterator[Finding]:
    if profile.plan_to_age <= profile.retirement_age:
        words = f"You plan to age {profile.plan_to_age}, but retire at {profile.retirement_age}: one of them is wrong."
        yield Finding("contradiction", words, "Put it right", "dashboard", anchor="profile")
    if not profile.asset_class_targets or not profile.region_targets:
        yield Finding("no_targets", "You have no target allocation yet.", "Set it", "dashboard", anchor="profile")
    if profile.target_retirement_income is None:
        words = "You have no income goal for retirement yet."
        yield Finding("no_goal", words, "Set it", "dashboard", anchor="profile")
    if not profile.income and profile.years_until_retirement <= INCOME_WITHIN:
        words = "No Social Security or pension recorded: the projection counts your savings only."
        yield Finding("no_income", words, "Record it", "dashboard", anchor="income")
    if assumed := describe_fields(profile, profile.assumed):
        words = f"Assumed, not confirmed by you: {list_words(assumed)}."
        fix = "Confirm your profile" if confirmable_as_they_are(assumed) else "Enter your birth year"
        yield Finding("assumed", words, fix, "dashboard", anchor="profile")
