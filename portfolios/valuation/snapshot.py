"""Frozen values of what one person owns at one moment: the input of every computation."""

import hashlib
import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from portfolios.account_kinds import find_account_kind
from portfolios.currencies import BASE_CURRENCY
from portfolios.household.assumptions import HouseholdPart, assumed_parts
from portfolios.household.inputs import MEMBER_LABELS, HouseholdInputs, Member
from portfolios.income_kinds import IncomeTax, guess_income_kind, income_tax

Split = dict[str, Decimal]
DEFAULT_BENCHMARK = "AOR"
"""A fund of the world's stocks and bonds, 60/40."""


class FrozenModel(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a changed copy. What was computed from the fields of the original is computed again."""
        copied = super().model_copy(update=update, deep=deep)
        for name in copied.__dict__.keys() - type(self).model_fields.keys():
            del copied.__dict__[name]
        return copied


_LEGAL_FORM_SUFFIX = re.compile(
    r"(?:,? (?:inc|incorporated|corp|corporation|co|company|& co|ltd|limited|plc|n\.?v|s\.?a|ag|se|group|holdings?)"
    r"\.?){1,4}$",
    re.IGNORECASE,
)
_AMBIGUOUS_SHORT_NAMES = {
    "account", "american", "block", "bond", "bonds", "capital", "cash", "consumer", "eastern", "energy",
    "equity", "federal", "financial", "financials", "first", "fund", "gap", "general", "global", "growth",
    "health", "healthcare", "income", "industrials", "international", "market", "markets", "match", "materials",
    "national", "northern", "plan", "portfolio", "progressive", "public", "real", "retirement", "savings",
    "southern", "target", "technology", "total", "treasury", "trust", "utilities", "value", "western",
}  # fmt: skip
"""Short company names that also have another meaning in a report."""


class RateValue(FrozenModel):
    """An exchange rate: what one unit of a currency is worth in US dollars, of which day and from whom."""

    currency: str
    dollars: Decimal
    date: date
    source: str


class InstrumentValue(FrozenModel):
    """An instrument. A split that is unknown, or not trusted yet, is empty.

    price: dollars a share, None if unknown. own_price: its price in another `currency`, from which the dollars were
    converted; where no exchange rate is known, only this price is. previous_close: dollars at the close before that of
    the price, None if it is not on record. expense_ratio: a fraction a year. Splits: percent.
    awaits_confirmation: private, with an unconfirmed tagger proposal. has_twin: private, and the catalogue has the
    same symbol. in_catalogue: shared, changed by staff only.
    """

    id: UUID
    symbol: str
    name: str
    instrument_type: str
    price: Decimal | None = None
    currency: str = BASE_CURRENCY
    own_price: Decimal | None = None
    previous_close: Decimal | None = None
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
    def lacks_rate(self) -> bool:
        """Return whether it has a price, but no exchange rate to convert it."""
        return self.price is None and self.own_price is not None

    @property
    def name_variants(self) -> tuple[str, ...]:
        """Return the symbol, the name and a distinctive short name: NVIDIA for NVIDIA Corporation."""
        short = _LEGAL_FORM_SUFFIX.sub("", self.name)
        is_distinctive = short != self.name and len(short) > 3 and short.casefold() not in _AMBIGUOUS_SHORT_NAMES
        return (self.symbol, self.name, short) if is_distinctive else (self.symbol, self.name)


class AccountValue(FrozenModel):
    """cash_balance: dollars. cash_interest: nominal, a fraction a year; None if not recorded.

    own_cash: its cash in another `currency`, from which the dollars were converted. lacks_rate: no exchange rate is
    known, so that this cash is in no total.
    """

    id: UUID
    name: str
    kind: str
    purpose: str = ""
    cash_balance: Decimal = Decimal(0)
    currency: str = BASE_CURRENCY
    own_cash: Decimal | None = None
    lacks_rate: bool = False
    cash_interest: Decimal | None = None
    counts_for_retirement: bool = True
    owner: Member = "self"

    @property
    def tax_advantaged(self) -> bool:
        return find_account_kind(self.kind).is_tax_advantaged


class PositionValue(FrozenModel):
    """cost_basis: dollars; None if unknown, or known in another currency without an exchange rate."""

    id: UUID
    account_id: UUID
    instrument_id: UUID
    quantity: Decimal
    cost_basis: Decimal | None = None
    as_of_date: date | None = None


class IncomeValue(FrozenModel):
    """amount: today's dollars a year at the first payment. cola: the share of inflation it follows.

    kind: empty in snapshots of earlier versions; then the name says it. survivor_share: what goes on after a death.
    """

    id: UUID | None = None
    name: str
    amount: Decimal
    start_age: int
    end_age: int | None = None
    cola: Decimal = Decimal(1)
    kind: str = ""
    owner: Member = "self"
    survivor_share: Decimal = Decimal(0)

    @property
    def tax(self) -> IncomeTax:
        """Return how the household plan taxes it."""
        return income_tax(self.kind or guess_income_kind(self.name))


class ProfileValue(FrozenModel):
    """Money in today's dollars a year; targets in percent. `assumed` names the unconfirmed fields.

    whole_shares, minimum_trade (dollars): this person's trading preferences. benchmark: symbol in the catalogue.
    base_currency: in which this person wants totals; amounts here are in dollars.
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
    benchmark: str = DEFAULT_BENCHMARK
    base_currency: str = BASE_CURRENCY
    assumed: tuple[str, ...] = ()
    household: HouseholdInputs = HouseholdInputs()

    @property
    def assumed_household(self) -> tuple[HouseholdPart, ...]:
        """Return the parts of the household that nobody has entered."""
        return assumed_parts(self.household, has_benefit=self.has_social_security)

    @property
    def has_social_security(self) -> bool:
        """Return whether Social Security of anybody is known."""
        return any(self.knows_benefit(member) for member in MEMBER_LABELS)

    def knows_benefit(self, member: Member) -> bool:
        """Return whether a person's Social Security is an income, or was entered with the household."""
        streams = [stream for stream in self.income if stream.tax == "social_security"]
        recorded = any(self.owner_of(stream) == member for stream in streams)
        return recorded or self.household.benefit_of(member) is not None

    @property
    def counted_income(self) -> tuple[IncomeValue, ...]:
        """Return the incomes without the Social Security of anybody whose household entry replaces it."""
        return tuple(
            stream for stream in self.income
            if stream.tax != "social_security" or self.household.benefit_of(self.owner_of(stream)) is None
        )  # fmt: skip

    def owner_of(self, stream: IncomeValue) -> Member:
        """Return whose income it is in the plan; the person's own while there is no partner."""
        return stream.owner if self.household.partner else "self"

    @property
    def retirement_age(self) -> int:
        return self.age + self.years_until_retirement

    @property
    def retirement_years(self) -> int:
        return max(0, self.plan_to_age - self.retirement_age)


class RecordedValue(FrozenModel):
    """The value at the end of a day, and the money added since the record before, in dollars.

    benchmark: the last close of the benchmark on that day or in the week before; None if there is none.
    """

    date: date
    total: Decimal
    added: Decimal
    benchmark: Decimal | None = None


class Snapshot(FrozenModel):
    """instruments: what is held. alternatives: the cheapest catalogue fund in each held market.

    prices_failed: why newer prices could not be loaded, in words without figures; empty if nothing failed.
    history: the recorded values that performance needs, oldest first. currency: that of every amount here, the person's
    own; earlier snapshots are in dollars. rates: of the day each, in dollars; they gave these amounts.
    """

    taken_at: datetime
    profile: ProfileValue
    accounts: tuple[AccountValue, ...] = ()
    instruments: tuple[InstrumentValue, ...] = ()
    positions: tuple[PositionValue, ...] = ()
    alternatives: tuple[InstrumentValue, ...] = ()
    prices_failed: str = ""
    history: tuple[RecordedValue, ...] = ()
    currency: str = Field(default=BASE_CURRENCY, exclude_if=lambda code: code == BASE_CURRENCY)
    rates: tuple[RateValue, ...] = ()
    version: Literal[1] = 1

    def years_older_than(self, member: Member) -> int:
        """Return how many years older the person is than a member of the household."""
        partner = self.profile.household.partner
        return self.profile.age - (self.taken_at.year - partner.birth_year) if member == "partner" and partner else 0

    @cached_property
    def instruments_by_id(self) -> dict[UUID, InstrumentValue]:
        return {instrument.id: instrument for instrument in self.instruments}

    @cached_property
    def digest(self) -> str:
        """Return twelve characters that change with any change of the input, but not with its order."""
        parts = [self.profile.model_dump_json()]
        for rows in (self.accounts, self.instruments, self.positions, self.alternatives):
            parts += sorted(row.model_dump_json() for row in rows)
        parts += [row.model_dump_json() for row in (*self.history, *self.rates)]
        parts += [self.currency] if self.currency != BASE_CURRENCY else []
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]
