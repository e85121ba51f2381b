"""Look through funds in floats: dollars by asset class, region, sector and region of the stocks."""

import math
from collections import defaultdict

from advisors.tests.claims.oracle import key_of


def valued_rows(raw):
    """Yield dollars, instrument and account of every priced position."""
    instruments = {i.id: i for i in raw.snapshot.instruments}
    accounts = {a.id: a for a in raw.snapshot.accounts}
    for position in raw.snapshot.positions:
        price = raw.prices[position.instrument_id]
        if price is not None:
            row = instruments[position.instrument_id]
            yield float(position.quantity) * price, row, accounts[position.account_id]


def worth_of(raw, instrument):
    return sum(dollars for dollars, row, _ in valued_rows(raw) if row.id == instrument.id)


def find_holding(raw, key):
    """Return the priced instrument with this key, one of the 25 largest, or None."""
    priced = {row.id: row for _, row, _ in valued_rows(raw)}
    largest = sorted(priced.values(), key=lambda row: -worth_of(raw, row))[:25]
    return next((row for row in largest if key_of(row.symbol) == key), None)


def fractions(row, dimension):
    """Return fractions by bucket; cash funds have no region and no sector."""
    split = {key: float(value) for key, value in getattr(row, dimension).items()}
    if dimension != "asset_class" and float(row.asset_class.get("cash", 0)) == 100:
        split = {"cash": 100.0}
    whole = sum(split.values())
    return {key: value / whole for key, value in split.items()} if split else {"unclassified": 1.0}


def look_through(raw, dimension, accounts=None):
    """Return dollars by bucket of a dimension, cash of accounts included. accounts: ids, or all."""
    dollars = defaultdict(float)
    for worth, row, account in valued_rows(raw):
        if accounts is None or account.id in accounts:
            for key, fraction in fractions(row, dimension).items():
                dollars[key] += worth * fraction
    for account in raw.snapshot.accounts:
        if account.cash_balance and (accounts is None or account.id in accounts):
            dollars["cash"] += float(account.cash_balance)
    return dict(dollars)


def percent_of(dollars):
    """Return percent by key of dollars by key; empty if there is nothing."""
    whole = sum(dollars.values())
    return {key: 100 * value / whole for key, value in dollars.items()} if whole else {}


def charted(dollars):
    """Return percent with one decimal that sum to 100, as charts show them: the largest remainders are rounded up."""
    exact = {key: 10 * value for key, value in percent_of(dollars).items()}
    tenths = {key: math.floor(value + 1e-9) for key, value in exact.items()}
    by_remainder = sorted(exact, key=lambda key: (tenths[key] - exact[key], -exact[key], key))
    for key in by_remainder[: round(1000 - sum(tenths.values())) if exact else 0]:
        tenths[key] += 1
    return {key: value / 10 for key, value in tenths.items()}


def home_share_of_stocks(raw, accounts=None):
    """Return the percent of the stocks that is in North America, or None if over 10% of them have no region."""
    stocks, home, known = 0.0, 0.0, 0.0
    rows = [(worth, row) for worth, row, account in valued_rows(raw) if accounts is None or account.id in accounts]
    for worth, row in rows:
        equity = worth * fractions(row, "asset_class").get("equity", 0)
        stocks += equity
        for region, fraction in fractions(row, "regions").items():
            if region not in ("cash", "unclassified"):
                known += equity * fraction
                home += equity * fraction * {"north_america": 1, "global": 0.6}.get(region, 0)
    return 100 * home / known if stocks and known >= 0.9 * stocks else None
