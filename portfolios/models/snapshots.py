"""Read a user's rows as frozen values: a whole snapshot in four queries, or account totals in one."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q

from portfolios.models import Account, Instrument, Position, Profile
from portfolios.models.own_prices import with_own_prices
from portfolios.models.rates import load_base_currency, load_used_rates
from portfolios.valuation.base_currency import BaseCurrency, Conversion
from portfolios.valuation.gain import Gains
from portfolios.valuation.snapshot import (
    AccountValue,
    IncomeValue,
    InstrumentValue,
    PositionValue,
    ProfileValue,
    Snapshot,
)
from portfolios.valuation.value import ZERO, AccountTotals

ACCOUNT_COLUMNS = tuple(name for name in AccountValue.model_fields if name not in ("own_cash", "lacks_rate"))


@dataclass(frozen=True)
class StoredProfile:
    """The row of a profile, unsaved defaults if there is none, and the income streams of its owner."""

    row: Profile
    income: tuple[IncomeValue, ...] = ()


def take_snapshot(user_id: UUID, *, now: datetime, profile: StoredProfile | None = None) -> Snapshot:
    """Read what a user owns. profile: as read already, so that it is not read twice.

    Nothing is in the order of ids: two people with the same holdings get the same figures, to the last digit.
    """
    profile = profile or load_profile(user_id)
    stored, names = Position.objects.filter(user=user_id), tuple(PositionValue.model_fields)
    rows = stored.order_by().values_list(*names)
    positions = [PositionValue.model_construct(**dict(zip(names, row, strict=True))) for row in rows]
    accounts = list(Account.objects.filter(user=user_id).order_by("created_at", "name"))
    held = {position.instrument_id for position in positions}
    instruments: list[Any] = []
    if held:  # one query for what is held, and for the cheapest fund in each held market
        in_hand = stored.order_by().values("instrument")
        groups = Instrument.objects.filter(id__in=in_hand).exclude(exposure_group="").values("exposure_group")
        cheapest = Instrument.objects.cheapest_in_groups(groups).values("id")
        wanted = Instrument.objects.filter(id__in=in_hand.union(cheapest)).with_twin().with_previous_close()
        wanted = with_own_prices(wanted, "", user_id)
        in_order = wanted.order_by("symbol", F("owner").asc(nulls_first=True))
        instruments = list(in_order.annotate(is_offered=Q(id__in=cheapest)))
    places = {row.pk: place for place, row in enumerate((*accounts, *instruments))}
    positions.sort(key=lambda row: (places[row.account_id], places[row.instrument_id]))
    base = profile.row.base_currency
    rates = load_used_rates(user_id, {row.currency for row in (*instruments, *accounts)}, base)
    conversion = Conversion.at(rates, base)
    values = [(row, build_instrument_value(row, conversion)) for row in instruments]
    return Snapshot(
        taken_at=now,
        profile=build_profile_value(profile.row, profile.income, now),
        accounts=tuple(build_account_value(account, conversion) for account in accounts),
        instruments=tuple(value for row, value in values if row.pk in held),
        positions=_convert_costs(tuple(positions), {row.pk: row.currency for row in instruments}, conversion),
        alternatives=tuple(value for row, value in values if row.is_offered),
        currency=base,
        rates=rates,
    )


def load_profile(user_id: UUID) -> StoredProfile:
    """Load the profile and its income streams in one query (an outer join)."""
    columns = [field.attname for field in Profile._meta.concrete_fields]
    in_order = (INCOME_COLUMNS[name] for name in ("start_age", "name", "id"))
    rows = Profile.objects.filter(user=user_id).order_by(*in_order)
    found = list(rows.values(*columns, *INCOME_COLUMNS.values()))
    if not found:
        return StoredProfile(Profile())
    streams = (
        IncomeValue(**{name: row[column] for name, column in INCOME_COLUMNS.items()})
        for row in found
        if row[INCOME_COLUMNS["id"]] is not None
    )
    return StoredProfile(Profile.from_db(rows.db, columns, [found[0][name] for name in columns]), tuple(streams))


INCOME_COLUMNS = {name: f"user__income_streams__{name}" for name in IncomeValue.model_fields}


def build_profile_value(profile: Profile, income: tuple[IncomeValue, ...], now: datetime) -> ProfileValue:
    return ProfileValue(
        display_name=profile.display_name,
        age=profile.age(today=now.date()),
        years_until_retirement=profile.compute_years_until_retirement(today=now.date()),
        plan_to_age=profile.plan_to_age,
        target_retirement_income=profile.target_retirement_income,
        annual_contribution=profile.annual_contribution,
        contribution_growth=profile.contribution_growth,
        asset_class_targets=profile.asset_class_targets,
        region_targets=profile.region_targets,
        income=income,
        whole_shares=profile.whole_shares,
        minimum_trade=profile.minimum_trade,
        benchmark=profile.benchmark,
        base_currency=profile.base_currency,
        assumed=profile.assumed,
        household=profile.household,
    )


def load_account_totals(user_id: UUID, base: BaseCurrency | None = None) -> list[AccountTotals]:
    """Sum each account in the database: what `compute_valuation` gives, and faster for large portfolios.

    base: the currency of this person, if it is read already.
    """
    base = base or load_base_currency(user_id)
    return [
        AccountTotals(
            build_account_value(row, Conversion(base.code, {row.currency: row.cash_rate} if row.cash_rate else {})),
            row.invested,
            row.position_count,
            row.position_count - row.priced_count,
            Gains(**{field.name: getattr(row, field.name) for field in fields(Gains)}),
        )
        for row in Account.objects.filter(user=user_id).with_totals(base)
    ]


def build_account_value(account: Account, conversion: Conversion) -> AccountValue:
    values = {name: getattr(account, name) for name in ACCOUNT_COLUMNS}
    if account.currency != conversion.base:
        cash = conversion.convert(account.cash_balance, account.currency)
        is_lost = cash is None and bool(account.cash_balance)
        values |= {"cash_balance": cash or ZERO, "own_cash": account.cash_balance, "lacks_rate": is_lost}
    return AccountValue(**values)


def build_position_value(row: Position, conversion: Conversion) -> PositionValue:
    """Return a position, whose instrument is loaded, with its cost in the base currency."""
    values = {name: getattr(row, name) for name in PositionValue.model_fields}
    return PositionValue(**{**values, "cost_basis": conversion.convert(row.cost_basis, row.instrument.currency)})


def _convert_costs(
    positions: tuple[PositionValue, ...], currencies: Mapping[UUID, str], conversion: Conversion
) -> tuple[PositionValue, ...]:
    if set(currencies.values()) <= {conversion.base}:
        return positions
    costs = (conversion.convert(row.cost_basis, currencies[row.instrument_id]) for row in positions)
    return tuple(row.model_copy(update={"cost_basis": cost}) for row, cost in zip(positions, costs, strict=True))


def build_instrument_value(row: Instrument, conversion: Conversion) -> InstrumentValue:
    """Convert a row. Splits that are not trusted yet are passed on as a proposal only."""
    splits: dict[str, Any] = {"proposed_asset_class": row.allocation_asset_class or {}}
    if row.is_classified:
        splits = {
            "asset_class": row.allocation_asset_class or {},
            "regions": row.allocation_regions or {},
            "sectors": row.allocation_sectors or {},
            "return_mix": row.return_mix,
        }
    price, before = row.current_price, getattr(row, "previous_close", None)
    moment, source = row.priced_at, row.price_source
    entered_at = getattr(row, "entered_at", None)
    is_theirs = row.owner_id is not None and entered_at == moment
    if entered_at is not None and (moment is None or entered_at > moment or is_theirs):  # as is_own_newer in SQL
        price, before, moment, source = row.entered_price, row.entered_before, entered_at, row.entered_source  # type: ignore[attr-defined]
    return InstrumentValue(
        id=row.id, symbol=row.symbol, name=row.name, instrument_type=row.instrument_type,
        price=conversion.convert(price, row.currency), currency=row.currency,
        previous_close=conversion.convert(before, row.currency),
        own_price=None if row.currency == conversion.base else price,
        priced_at=moment, price_source=source, expense_ratio=row.expense_ratio,
        exposure_group=row.exposure_group, classified_by=row.classified_by, confidence=row.confidence,
        awaits_confirmation=row.owner_id is not None and row.awaits_confirmation,
        has_twin=getattr(row, "has_twin", False), in_catalogue=row.owner_id is None, **splits,
    )  # fmt: skip
