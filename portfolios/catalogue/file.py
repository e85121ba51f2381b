"""Read and check catalogue files: the one that ships with Alex and those that staff upload."""

from collections import Counter
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from portfolios.bounds import INSTRUMENT_NAME_LENGTH
from portfolios.cleaning import clean_text
from portfolios.taxonomy import ASSET_CLASSES, DIMENSIONS, REGIONS, RETURN_CLASSES, SECTORS, split_errors

FILE = Path(__file__).parents[1] / "data" / "instruments.json"
MARKET_CLOSE = time(16, tzinfo=ZoneInfo("America/New_York"))
MAX_INSTRUMENTS = 10_000
MAX_PROBLEMS = 200
PercentShare = Annotated[Decimal, Field(ge=0, le=100)]
CleanText = Annotated[str, AfterValidator(clean_text)]


def _split_validator(vocabulary: dict[str, str], scale: int = 1) -> AfterValidator:
    def check(split: dict[str, Decimal]) -> dict[str, Decimal]:
        percent = {key: share * scale for key, share in split.items()}
        if errors := split_errors(percent, vocabulary):
            raise ValueError(" ".join(errors))
        return percent

    return AfterValidator(check)


class Entry(BaseModel):
    """One instrument of the file. Splits are percentages; `return_mix` is converted from fractions."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    symbol: str = Field(pattern=r"^[A-Z][A-Z0-9.]{0,19}$")
    name: Annotated[CleanText, Field(min_length=1, max_length=INSTRUMENT_NAME_LENGTH)]
    type: Literal["etf", "mutual_fund", "stock", "bond", "bond_fund", "commodity", "reit", "cash", "other"]
    expense_ratio: Decimal = Field(ge=0, lt=1, decimal_places=6)
    asset_class: Annotated[dict[str, PercentShare], Field(min_length=1), _split_validator(ASSET_CLASSES)]
    regions: Annotated[dict[str, PercentShare], Field(min_length=1), _split_validator(REGIONS)]
    sectors: Annotated[dict[str, PercentShare], Field(min_length=1), _split_validator(SECTORS)]
    quality: Literal["issuer", "issuer_proxy", "approximate", "definition"]
    as_of: Annotated[CleanText, Field(max_length=80)]
    sample_price: Decimal = Field(gt=0, lt=10**9, decimal_places=6)
    exposure_group: Annotated[CleanText, Field(max_length=40)] | None
    return_mix: Annotated[dict[str, PercentShare], _split_validator(RETURN_CLASSES, scale=100)] | None


class Catalogue(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    note: str
    sample_price_date: date
    keys: dict[str, tuple[str, ...]]
    instruments: tuple[Entry, ...]

    @model_validator(mode="after")
    def _check_symbols_and_keys(self) -> "Catalogue":
        counts = Counter(entry.symbol for entry in self.instruments)
        if twice := sorted(symbol for symbol, count in counts.items() if count > 1):
            raise ValueError(f"Listed more than once: {', '.join(twice)}.")
        if {name: set(keys) for name, keys in self.keys.items()} != {n: set(v) for n, v in DIMENSIONS.items()}:
            raise ValueError("The file's keys are not those of portfolios/taxonomy.py.")
        return self

    @property
    def priced_at(self) -> datetime:
        return datetime.combine(self.sample_price_date, MARKET_CLOSE)

    def cheapest_in_groups(self, groups: set[str]) -> list[Entry]:
        """Return the entry with the lowest expense ratio of each exposure group, cheapest first."""
        cheapest: dict[str, Entry] = {}
        for entry in sorted(self.instruments, key=lambda entry: (entry.expense_ratio, entry.symbol)):
            if entry.exposure_group in groups:
                cheapest.setdefault(entry.exposure_group or "", entry)
        return list(cheapest.values())


class CatalogueProblem(NamedTuple):
    """What is wrong with one entry; without a symbol, with the whole file."""

    symbol: str
    reason: str


class _UncheckedCatalogue(BaseModel):
    model_config = ConfigDict(extra="forbid")

    note: str
    sample_price_date: date
    keys: dict[str, tuple[str, ...]]
    instruments: tuple[dict[str, Any], ...]


def read_catalogue(file: Path = FILE) -> Catalogue:
    """Read a catalogue file. Raises pydantic's ValidationError, which names the instrument and the problem."""
    return Catalogue.model_validate_json(file.read_text())


def parse_catalogue(text: str) -> tuple[Catalogue | None, list[CatalogueProblem]]:
    """Return a catalogue, or None and its problems: at least the first MAX_PROBLEMS."""
    problems: list[CatalogueProblem] = []
    entries: list[Entry] = []
    try:
        frame = _UncheckedCatalogue.model_validate_json(text)
    except ValidationError as error:
        return None, _describe_errors("", error)
    if len(frame.instruments) > MAX_INSTRUMENTS:
        return None, [CatalogueProblem("", f"There are more than {MAX_INSTRUMENTS:,} instruments.")]
    for place, raw in enumerate(frame.instruments, start=1):
        try:
            entries.append(Entry.model_validate(raw))
        except ValidationError as error:
            problems += _describe_errors(str(raw.get("symbol") or f"no. {place}")[:20], error)
            if len(problems) >= MAX_PROBLEMS:
                break
    if problems:
        return None, problems
    try:
        return Catalogue.model_validate({**frame.model_dump(), "instruments": entries}), []
    except ValidationError as error:
        return None, _describe_errors("", error)


def _describe_errors(symbol: str, error: ValidationError) -> list[CatalogueProblem]:
    problems = []
    for one in error.errors(include_url=False):
        place = ".".join(str(part) for part in one["loc"])
        message = one["msg"].removeprefix("Value error, ")
        problems.append(CatalogueProblem(symbol, f"{place}: {message}" if place else message))
    return problems
