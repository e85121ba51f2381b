"""Build Hypothesis strategies for portfolios, from empty to the largest that the database accepts."""

from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise
from uuid import UUID

from hypothesis import strategies as st

from portfolios.taxonomy import ASSET_CLASSES, REGIONS, SECTORS
from portfolios.valuation.snapshot import AccountValue, InstrumentValue, PositionValue, ProfileValue, Snapshot

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)

quantities = st.decimals("0.00000001", "999999999999", places=8)
prices = st.decimals("0.000001", "999999999", places=6)
money = st.decimals("0", "999999999999", places=2)


@st.composite
def splits(draw, vocabulary):
    """Draw whole percentages that sum to 100, or an empty split."""
    keys = draw(st.lists(st.sampled_from(sorted(vocabulary)), unique=True, max_size=4))
    if not keys:
        return {}
    cuts = sorted(draw(st.lists(st.integers(0, 100), min_size=len(keys) - 1, max_size=len(keys) - 1)))
    edges = [0, *cuts, 100]
    return {key: Decimal(high - low) for key, (low, high) in zip(keys, pairwise(edges), strict=True)}


@st.composite
def instruments(draw, number):
    return InstrumentValue(
        id=UUID(int=1000 + number),
        symbol=f"S{number}",
        name=f"Instrument {number}",
        instrument_type="etf",
        price=draw(st.none() | prices),
        asset_class=draw(splits(ASSET_CLASSES)),
        regions=draw(splits(REGIONS)),
        sectors=draw(splits(SECTORS)),
    )


@st.composite
def snapshots(draw):
    accounts = tuple(
        AccountValue(id=UUID(int=1 + n), name=f"Account {n}", kind="taxable", cash_balance=draw(money))
        for n in range(draw(st.integers(0, 3)))
    )
    drawn = tuple(draw(instruments(n)) for n in range(draw(st.integers(0, 5)))) if accounts else ()
    positions = tuple(
        PositionValue(
            id=UUID(int=100_000 + n),
            account_id=draw(st.sampled_from(accounts)).id,
            instrument_id=draw(st.sampled_from(drawn)).id,
            quantity=draw(quantities),
        )
        for n in range(draw(st.integers(0, 8)) if drawn else 0)
    )
    return snapshot_of(accounts, drawn, positions)


def snapshot_of(accounts=(), instruments=(), positions=()):
    profile = ProfileValue(age=45, years_until_retirement=20)
    return Snapshot(
        taken_at=NOON,
        profile=profile,
        accounts=tuple(accounts),
        instruments=tuple(instruments),
        positions=tuple(positions),
    )
