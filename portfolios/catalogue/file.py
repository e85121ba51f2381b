"""Read and check catalogue files: the one that ships with Alex and those that staff upload."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from portfolios.bounds import INSTRUMENT_NAME_LENGTH
from portfolios.catalogue.glide_paths import Family, FundType, TargetDateFile, TargetDateFund, read_target_date_file
from portfolios.cleaning import clean_text
from portfolios.taxonomy import ASSET_CLASSES, DIMENSIONS, REGIONS, RETURN_CLASSES, SECTORS, split_errors
from portfolios.valuation.value import percentages

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
    """One instrument of the file. Splits are percentages; `return_mix` is converted from fractions.

    expense_ratio and sample_price: None if not known. quality "glide_path": computed from the path of its family.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    symbol: str = Field(pattern=r"^[A-Z][A-Z0-9.]{0,19}$")
    name: Annotated[CleanText, Field(min_length=1, max_length=INSTRUMENT_NAME_LENGTH)]
    type: Literal["etf", "mutual_fund", "stock", "bond", "bond_fund", "commodity", "reit", "cash", "other"]
    expense_ratio: Annotated[Decimal, Field(ge=0, lt=1, decimal_places=6)] | None
    asset_class: Annotated[dict[str, PercentShare], Field(min_length=1), _split_validator(ASSET_CLASSES)]
    regions: Annotated[dict[str, PercentShare], Field(min_length=1), _split_validator(REGIONS)]
    sectors: Annotated[dict[str, PercentShare], Field(min_length=1), _split_validator(SECTORS)]
    quality: Literal["issuer", "issuer_proxy", "approximate", "definition", "glide_path"]
    as_of: Annotated[CleanText, Field(max_length=80)]
    sample_price: Annotated[Decimal, Field(gt=0, lt=10**9, decimal_places=6)] | None
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
        """Return the entry with the lowest expense ratio of each exposure group, cheapest first.

        No mutual fund, because many brokers sell only those of their own family, and nothing without a price.
        """
        cheapest: dict[str, Entry] = {}
        offered = [
            (entry.expense_ratio, entry.symbol, entry)
            for entry in self.instruments
            if entry.exposure_group in groups and entry.type != "mutual_fund" and entry.sample_price is not None
        ]
        for _, _, entry in sorted((row for row in offered if row[0] is not None), key=lambda row: row[:2]):
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


@cache
def read_catalogue(file: Path = FILE) -> Catalogue:
    """Read a catalogue file and add the target-date funds.

    Raises pydantic's ValidationError, which names the instrument and the problem.
    """
    catalogue = Catalogue.model_validate_json(file.read_text())
    splits = {entry.symbol: entry for entry in catalogue.instruments}
    source = read_target_date_file()
    funds = [
        look_through(fund, kind=series.type, family=family, source=source, splits=splits)
        for family in source.families
        for series in family.series
        for fund in series.funds
    ]
    frame = catalogue.model_dump(exclude={"instruments"})
    return Catalogue.model_validate({**frame, "instruments": (*catalogue.instruments, *funds)})


def look_through(
    fund: TargetDateFund, *, kind: FundType, family: Family, source: TargetDateFile, splits: Mapping[str, Entry]
) -> Entry:
    """Return a target-date fund with the splits of the broad funds that its mix of `split_year` is made of."""
    mix = family.find_mix(None if fund.year is None else fund.year - source.split_year)

    def add_up(rows: Mapping[str, Mapping[str, Decimal]]) -> dict[str, Decimal]:
        total: dict[str, Decimal] = {}
        for part, share in mix.items():
            for key, percent in rows[part].items():
                total[key] = total.get(key, Decimal(0)) + share * percent
        return {key: share for key, share in percentages(total).items() if share}

    held = {part: splits[record.fund] for part, record in source.parts.items()}
    returns = add_up({part: record.returns for part, record in source.parts.items()})
    return Entry(
        symbol=fund.symbol, name=fund.name, type=kind, expense_ratio=fund.expense_ratio,
        asset_class=add_up({part: entry.asset_class for part, entry in held.items()}),
        regions=add_up({part: entry.regions for part, entry in held.items()}),
        sectors=add_up({part: entry.sectors for part, entry in held.items()}),
        quality="glide_path", as_of=f"{source.split_year}, by the path of {family.publisher} of {family.dated}",
        sample_price=None, exposure_group=None,
        return_mix={key: share / 100 for key, share in returns.items()},
    )  # fmt: skip


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
