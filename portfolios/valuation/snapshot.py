"""What one person owns at one moment, as frozen values. Everything computed of a portfolio starts here."""

import hashlib
import re
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from portfolios.account_kinds import find_account_kind

Split = dict[str, Decimal]


class FrozenModel(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


_LEGAL_FORM_SUFFIX = re.compile(
    r"(?:,? (?:inc|incorporated|corp|corporation|co|company|& co|ltd|limited|plc|n\.?v|s\.?a|ag|se|group|holdings?)"
    r"\.?)+$",
    re.IGNORECASE,
)
_AMBIGUOUS_SHORT_NAMES = {
    "account", "american", "block", "bond", "bonds", "capital", "cash", "consumer", "eastern", "energy",
    "equity", "federal", "financial", "financials", "first", "fund", "gap", "general", "global", "growth",
    "health", "healthcare", "income", "industrials", "international", "market", "markets", "match", "materials",
    "national", "northern", "plan", "portfolio", "progressive", "public", "real", "retirement", "savings",
    "southern", "target", "technology", "total", "treasury", "trust", "utilities", "value", "western",
}  # fmt: skip
"""What a company may be called for short, and a report says of other things."""


class InstrumentValue(FrozenModel):
    """A thing that can be held. A split that is not known, or not trusted yet, is empty.

    price: dollars a share, None when nobody knows one. expense_ratio: a fraction a year. Splits: per cent.
    awaits_confirmation: one's own, as the tagger proposed it. has_twin: one's own, of a symbol the catalogue has.
    in_catalogue: everybody's, which only staff change.
    """

    id: UUID
    symbol: str
    name: str
    instrument_type: str
    price: Decimal | None = None
    priced_at: datetime | None = None
    price_source: str = ""
    expense_ratio: Decimal | None = None
    asset_class: Split = {}
    regions: Split = {}
    sectors: Split = {}
    return_mix: Split | None = None
    exposure_group: str = ""
    classified_by: str = ""
    confidence: Decimal | None = None
    proposed_asset_class: Split = {}
    awaits_confirmation: bool = False
    has_twin: bool = False
    in_catalogue: bool = False

    @property
    def name_variants(self) -> tuple[str, ...]:
        """Its symbol, its name, and its name as people say it: NVIDIA of NVIDIA Corporation."""
        short = _LEGAL_FORM_SUFFIX.sub("", self.name)
        is_distinctive = short != self.name and len(short) > 3 and short.casefold() not in _AMBIGUOUS_SHORT_NAMES
        return (self.symbol, self.name, short) if is_distinctive else (self.symbol, self.name)


class AccountValue(FrozenModel):
    """cash_balance: dollars. cash_interest: nominal, a fraction a year; None where nobody recorded it."""

    id: UUID
    name: str
    kind: str
    purpose: str = ""
    cash_balance: Decimal = Decimal(0)
    cash_interest: Decimal | None = None
    counts_for_retirement: bool = True

    @property
    def tax_advantaged(self) -> bool:
        return find_account_kind(self.kind).is_tax_advantaged


class PositionValue(FrozenModel):
    id: UUID
    account_id: UUID
    instrument_id: UUID
    quantity: Decimal
    cost_basis: Decimal | None = None
    as_of_date: date | None = None


class IncomeValue(FrozenModel):
    """amount: today's dollars a year at its first payment. cola: share of inflation it follows."""

    id: UUID | None = None
    name: str
    amount: Decimal
    start_age: int
    end_age: int | None = None
    cola: Decimal = Decimal(1)


class ProfileValue(FrozenModel):
    """Money in today's dollars a year; targets in per cent. `assumed` names the fields nobody has confirmed.

    whole_shares, minimum_trade (dollars): what trades this person can or wants to make.
    """

    display_name: str = ""
    age: int
    years_until_retirement: int
    plan_to_age: int = 95
    target_retirement_income: Decimal | None = None
    annual_contribution: Decimal = Decimal(0)
    contribution_growth: Decimal = Decimal(0)
    asset_class_targets: Split = {}
    region_targets: Split = {}
    income: tuple[IncomeValue, ...] = ()
    whole_shares: bool = False
    minimum_trade: Decimal = Decimal(0)
    assumed: tuple[str, ...] = ()

    @property
    def retirement_age(self) -> int:
        return self.age + self.years_until_retirement

    @property
    def retirement_years(self) -> int:
        return max(0, self.plan_to_age - self.retirement_age)


class Snapshot(FrozenModel):
    """instruments: what is held. alternatives: the catalogue's cheapest fund of each market that is held.

    prices_failed: why the provider gave no newer prices, in words without figures; empty where it did or was not asked.
    """

    taken_at: datetime
    profile: ProfileValue
    accounts: tuple[AccountValue, ...] = ()
    instruments: tuple[InstrumentValue, ...] = ()
    positions: tuple[PositionValue, ...] = ()
    alternatives: tuple[InstrumentValue, ...] = ()
    prices_failed: str = ""
    version: Literal[1] = 1

    @cached_property
    def instruments_by_id(self) -> dict[UUID, InstrumentValue]:
        return {instrument.id: instrument for instrument in self.instruments}

    @cached_property
    def digest(self) -> str:
        """Twelve characters that change when anything in the input changes, whatever its order."""
        parts = [self.profile.model_dump_json()]
        for rows in (self.accounts, self.instruments, self.positions, self.alternatives):
            parts += sorted(row.model_dump_json() for row in rows)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]
