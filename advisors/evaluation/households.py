"""Read households from a file and build their snapshots, without a database."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

from pydantic import Field

from advisors.tagger.writer import classify
from portfolios.catalogue.core_funds import listed_instrument
from portfolios.catalogue.file import read_catalogue
from portfolios.household.inputs import HouseholdInputs
from portfolios.models import Profile
from portfolios.models.snapshots import build_profile_value
from portfolios.valuation.snapshot import (
    AccountValue,
    FrozenModel,
    IncomeValue,
    InstrumentValue,
    PositionValue,
    Snapshot,
    Split,
)

FILE = Path(__file__).parent / "data" / "households.json"
TRUSTED_CONFIDENCE = 0.6


class HouseholdPosition(FrozenModel):
    """A holding. name, type and price (dollars) are given for an instrument that the catalogue lacks."""

    symbol: str
    quantity: Decimal
    cost: Decimal | None = None
    name: str = ""
    type: str = "other"
    price: Decimal | None = None


class HouseholdAccount(FrozenModel):
    name: str
    kind: str
    purpose: str = ""
    cash: Decimal = Decimal(0)
    cash_interest: Decimal | None = None
    counts_for_retirement: bool | None = None
    positions: tuple[HouseholdPosition, ...] = ()

    def to_value(self) -> AccountValue:
        """Return the account as a snapshot has it. All but a 529 count for retirement if the file does not say."""
        counts = self.counts_for_retirement
        return AccountValue(
            id=_id(self.name), name=self.name, kind=self.kind, purpose=self.purpose,
            cash_balance=self.cash, cash_interest=self.cash_interest,
            counts_for_retirement=self.kind != "529" if counts is None else counts,
        )  # fmt: skip


class HouseholdProfile(FrozenModel):
    birth_year: int | None = None
    retirement_age: int | None = None
    years_until_retirement: int = 20
    plan_to_age: int = 95
    target_retirement_income: Decimal | None = None
    annual_contribution: Decimal = Decimal(0)
    contribution_growth: Decimal = Decimal(0)
    asset_class_targets: Split = Field(default={})
    region_targets: Split = Field(default={})
    confirmed: tuple[str, ...] = ()
    household: HouseholdInputs = HouseholdInputs()


class Household(FrozenModel):
    profile: HouseholdProfile
    incomes: tuple[IncomeValue, ...] = ()
    accounts: tuple[HouseholdAccount, ...] = ()


class HouseholdFile(FrozenModel):
    about: str = ""
    households: dict[str, Household] = Field(min_length=1)


def read_households(file: Path = FILE) -> dict[str, Household]:
    """Read a file of households by name. Raises pydantic's ValidationError, which names the household."""
    return HouseholdFile.model_validate_json(file.read_text()).households


def build_snapshot(household: Household, *, now: datetime) -> Snapshot:
    """Return what an analysis of this household reads, with the catalogue's sample prices."""
    catalogue = read_catalogue()
    entries = {entry.symbol: entry for entry in catalogue.instruments}
    held = {position.symbol: position for account in household.accounts for position in account.positions}
    instruments = {
        symbol: own_instrument(position, now) if position.name else listed_instrument(entries[symbol], catalogue)
        for symbol, position in held.items()
    }
    positions = tuple(
        PositionValue(
            id=_id(f"{account.name}/{position.symbol}"), account_id=_id(account.name),
            instrument_id=instruments[position.symbol].id, quantity=position.quantity, cost_basis=position.cost,
        )
        for account in household.accounts
        for position in account.positions
    )  # fmt: skip
    cheapest = catalogue.cheapest_in_groups({i.exposure_group for i in instruments.values()} - {""})
    return Snapshot(
        taken_at=now,
        profile=build_profile_value(Profile(**dict(household.profile)), household.incomes, now),
        accounts=tuple(account.to_value() for account in household.accounts),
        instruments=tuple(instruments.values()),
        positions=positions,
        alternatives=tuple(listed_instrument(entry, catalogue) for entry in cheapest),
    )


def own_instrument(position: HouseholdPosition, now: datetime) -> InstrumentValue:
    """Return an instrument that a person entered, as the tagger without a model classifies it."""
    found = classify(position.symbol, position.name, position.type, today=now.date())
    is_trusted = found.confidence >= TRUSTED_CONFIDENCE
    splits = {
        "asset_class": {share.key: Decimal(repr(share.percent)) for share in found.asset_class},
        "regions": {share.key: Decimal(repr(share.percent)) for share in found.regions},
        "sectors": {share.key: Decimal(repr(share.percent)) for share in found.sectors},
    }
    return InstrumentValue(
        id=_id(position.symbol), symbol=position.symbol, name=position.name or position.symbol,
        instrument_type=position.type, price=position.price, priced_at=now if position.price else None,
        price_source="entered" if position.price else "", classified_by="tagger",
        proposed_asset_class=splits["asset_class"], confidence=Decimal(repr(found.confidence)),
        awaits_confirmation=True, asset_class=splits["asset_class"] if is_trusted else {},
        regions=splits["regions"] if is_trusted else {}, sectors=splits["sectors"] if is_trusted else {},
    )  # fmt: skip


def _id(name: str) -> UUID:
    return uuid5(NAMESPACE_URL, name)
