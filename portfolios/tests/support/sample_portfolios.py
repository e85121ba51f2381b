"""Build portfolios of catalogue instruments without a database. A share costs a dollar by default."""

from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5

from portfolios.catalogue.seed import read_catalogue
from portfolios.tests.support.strategies import NOON
from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.snapshot import AccountValue, InstrumentValue, PositionValue, ProfileValue, Snapshot

CATALOGUE = {entry.symbol: entry for entry in read_catalogue().instruments}


def an_id(name):
    return uuid5(NAMESPACE_URL, name)


def listed(symbol, price="1"):
    entry = CATALOGUE[symbol]
    return InstrumentValue(
        id=an_id(symbol), symbol=symbol, name=entry.name, instrument_type=entry.type, price=Decimal(price),
        expense_ratio=entry.expense_ratio, asset_class=entry.asset_class, regions=entry.regions,
        sectors=entry.sectors, return_mix=entry.return_mix, exposure_group=entry.exposure_group or "",
    )  # fmt: skip


def like(symbol, name, **changes):
    """Return a copy of the instrument with that symbol, with another name and some changes."""
    return listed(symbol).model_copy(update={"id": an_id(name), "symbol": name, **changes})


def owned(*accounts, targets=None, regions=None, unlisted=(), offered=()):
    """Build a portfolio. accounts: (kind, cash, {symbol: quantity}); the kind is also the name.

    unlisted: private instruments. offered: further catalogue symbols.
    """
    private_instruments = {instrument.symbol: instrument for instrument in unlisted}
    account_values, used_instruments, positions = [], {}, []
    for kind, cash, holdings in accounts:
        account_values.append(AccountValue(id=an_id(kind), name=kind, kind=kind, cash_balance=Decimal(str(cash))))
        for symbol, quantity in holdings.items():
            instrument = private_instruments.get(symbol) or listed(symbol)
            used_instruments[instrument.id] = instrument
            positions.append(
                PositionValue(id=an_id(f"{kind} {instrument.symbol}"), account_id=account_values[-1].id,
                              instrument_id=instrument.id, quantity=Decimal(str(quantity)))
            )  # fmt: skip
    profile = ProfileValue(
        age=45, years_until_retirement=20, asset_class_targets=per_cent(targets), region_targets=per_cent(regions)
    )
    return Portfolio(
        Snapshot(
            taken_at=NOON,
            profile=profile,
            accounts=account_values,
            instruments=used_instruments.values(),
            positions=positions,
            alternatives=map(listed, offered),
        )
    )


def per_cent(split):
    return {key: Decimal(str(share)) for key, share in (split or {}).items()}


def with_costs(portfolio, costs):
    """Return the portfolio with these costs in dollars by symbol; other costs are unknown."""
    symbols = {one.id: one.symbol for one in portfolio.snapshot.instruments}
    known = {symbol: Decimal(cost) for symbol, cost in costs.items()}
    positions = tuple(
        position.model_copy(update={"cost_basis": known.get(symbols[position.instrument_id])})
        for position in portfolio.snapshot.positions
    )
    return Portfolio(portfolio.snapshot.model_copy(update={"positions": positions}))
