"""The shared catalogue: reference figures that ship with Alex, checked as they are read, laid into the database."""

from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from portfolios.models import Instrument
from portfolios.taxonomy import ASSET_CLASSES, DIMENSIONS, REGIONS, RETURN_CLASSES, SECTORS, split_errors

FILE = Path(__file__).parent / "data" / "instruments.json"
MARKET_CLOSE = time(16, tzinfo=ZoneInfo("America/New_York"))
Share = Annotated[Decimal, Field(ge=0, le=100)]


def _over(vocabulary: dict[str, str], scale: int = 1) -> AfterValidator:
    def check(split: dict[str, Decimal]) -> dict[str, Decimal]:
        percent = {key: share * scale for key, share in split.items()}
        if errors := split_errors(percent, vocabulary):
            raise ValueError(" ".join(errors))
        return percent

    return AfterValidator(check)


class Entry(BaseModel):
    """One instrument of the file. Splits are per cent; `return_mix`, in fractions there, is read as per cent."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    symbol: str = Field(pattern=r"^[A-Z][A-Z0-9.]{0,19}$")
    name: str = Field(min_length=1, max_length=160)
    type: Literal["etf", "mutual_fund", "stock", "bond_fund", "cash"]
    expense_ratio: Decimal = Field(ge=0, lt=1)
    asset_class: Annotated[dict[str, Share], Field(min_length=1), _over(ASSET_CLASSES)]
    regions: Annotated[dict[str, Share], Field(min_length=1), _over(REGIONS)]
    sectors: Annotated[dict[str, Share], Field(min_length=1), _over(SECTORS)]
    quality: Literal["issuer", "issuer_proxy", "approximate", "definition"]
    as_of: str = Field(max_length=80)
    sample_price: Decimal = Field(gt=0, lt=10**9)
    exposure_group: str | None = Field(max_length=40)
    return_mix: Annotated[dict[str, Share], _over(RETURN_CLASSES, scale=100)] | None


class Catalogue(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    note: str
    sample_price_date: date
    keys: dict[str, tuple[str, ...]]
    instruments: tuple[Entry, ...]

    @model_validator(mode="after")
    def _symbols_once_and_known_keys(self) -> "Catalogue":
        symbols = [entry.symbol for entry in self.instruments]
        if twice := sorted({symbol for symbol in symbols if symbols.count(symbol) > 1}):
            raise ValueError(f"Listed more than once: {', '.join(twice)}.")
        if {name: set(keys) for name, keys in self.keys.items()} != {n: set(v) for n, v in DIMENSIONS.items()}:
            raise ValueError("The file's keys are not those of portfolios/taxonomy.py.")
        return self

    @property
    def priced_at(self) -> datetime:
        return datetime.combine(self.sample_price_date, MARKET_CLOSE)


class Seeded(NamedTuple):
    created: int
    updated: int
    unchanged: int
    kept: int


def read_catalogue(file: Path = FILE) -> Catalogue:
    """Raises pydantic's ValidationError, which names the instrument and what is wrong with it."""
    return Catalogue.model_validate_json(file.read_text())


@transaction.atomic
def seed(*, catalogue: Catalogue) -> Seeded:
    """Lay the catalogue into the shared rows; what staff decided and what the market said is left alone."""
    symbols = [entry.symbol for entry in catalogue.instruments]
    rows = {row.symbol: row for row in Instrument.objects.catalogue().filter(symbol__in=symbols).select_for_update()}
    new, changed, kept = [], [], 0
    for entry in catalogue.instruments:
        row = rows.get(entry.symbol)
        if row is None:
            new.append(Instrument(symbol=entry.symbol, **_description(entry), **_sample_price(entry, catalogue)))
        elif row.classified_by == Instrument.ClassifiedBy.STAFF:
            kept += 1
        elif _apply(row, {**_description(entry), **_price_for(row, entry, catalogue)}):
            changed.append(row)
    _save(new, changed)
    return Seeded(len(new), len(changed), len(symbols) - len(new) - len(changed) - kept, kept)


def _save(new: list[Instrument], changed: list[Instrument]) -> None:
    Instrument.objects.bulk_create(new)
    for row in changed:
        row.updated_at = timezone.now()
    Instrument.objects.bulk_update(changed, fields=[*DESCRIBED, *PRICED, "updated_at"])


def _description(entry: Entry) -> dict[str, Any]:
    return {
        "name": entry.name,
        "instrument_type": entry.type,
        "expense_ratio": entry.expense_ratio,
        "allocation_asset_class": entry.asset_class,
        "allocation_regions": entry.regions,
        "allocation_sectors": entry.sectors,
        "return_mix": entry.return_mix,
        "exposure_group": entry.exposure_group or "",
        "classified_by": Instrument.ClassifiedBy.SEED,
        "reviewed": True,
        "provenance": entry.quality,
        "as_of": entry.as_of,
    }


DESCRIBED = (
    "name", "instrument_type", "expense_ratio", "allocation_asset_class", "allocation_regions", "allocation_sectors",
    "return_mix", "exposure_group", "classified_by", "reviewed", "provenance", "as_of",
)  # fmt: skip
PRICED = ("current_price", "priced_at", "price_source")


def _sample_price(entry: Entry, catalogue: Catalogue) -> dict[str, Any]:
    source = Instrument.PriceSource.SAMPLE
    return {"current_price": entry.sample_price, "priced_at": catalogue.priced_at, "price_source": source}


def _price_for(row: Instrument, entry: Entry, catalogue: Catalogue) -> dict[str, Any]:
    """A sample price stands in for a missing one, and for an older sample."""
    if row.price_source in (Instrument.PriceSource.NONE, Instrument.PriceSource.SAMPLE):
        return _sample_price(entry, catalogue)
    return {}


def _apply(row: Instrument, values: dict[str, Any]) -> bool:
    changes = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in changes.items():
        setattr(row, name, value)
    return bool(changes)
