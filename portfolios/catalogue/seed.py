"""Plan and write what a catalogue file changes in the shared instruments."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from django.db import transaction
from django.utils import timezone

from people.audit import diff_values
from people.models import Change
from portfolios.catalogue.file import FILE, MARKET_CLOSE, Catalogue, Entry, read_catalogue
from portfolios.models import Instrument

__all__ = [
    "FILE", "MARKET_CLOSE", "Catalogue", "CataloguePlan", "Entry", "Outcome", "PlannedInstrument",
    "build_catalogue_plan", "plan_seed", "read_catalogue", "seed_catalogue", "write_catalogue_plan",
]  # fmt: skip

Outcome = Literal["new", "changed", "same", "kept"]


class SeedCounts(NamedTuple):
    created: int
    updated: int
    unchanged: int
    kept: int


@dataclass(frozen=True)
class PlannedInstrument:
    """One instrument of the file with the values to write. The outcome "kept" means that staff classified it."""

    symbol: str
    name: str
    outcome: Outcome
    values: Mapping[str, Any]
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class CataloguePlan:
    rows: tuple[PlannedInstrument, ...]

    def of(self, outcome: Outcome) -> list[PlannedInstrument]:
        return [row for row in self.rows if row.outcome == outcome]

    @property
    def has_changes(self) -> bool:
        return any(row.changes for row in self.rows)

    @property
    def digest(self) -> str:
        """Return a hash that changes when the plan does."""
        shown = [(row.symbol, row.outcome, row.changes) for row in self.rows]
        return hashlib.sha256(repr(shown).encode()).hexdigest()[:24]

    @property
    def counts(self) -> SeedCounts:
        return SeedCounts(*(len(self.of(outcome)) for outcome in ("new", "changed", "same", "kept")))


def build_catalogue_plan(catalogue: Catalogue, stored: Mapping[str, Instrument]) -> CataloguePlan:
    """Compare a catalogue with the stored rows by symbol; staff classifications and market prices are kept."""
    planned = []
    for entry in catalogue.instruments:
        row = stored.get(entry.symbol)
        if row is not None and row.classified_by == Instrument.ClassifiedBy.STAFF:
            planned.append(PlannedInstrument(entry.symbol, entry.name, "kept", {}, ()))
            continue
        wanted = _description_values(entry)
        if row is None or row.price_source in (Instrument.PriceSource.NONE, Instrument.PriceSource.SAMPLE):
            sample = (entry.sample_price, catalogue.priced_at, Instrument.PriceSource.SAMPLE)
            price = (None, None, Instrument.PriceSource.NONE) if entry.sample_price is None else sample
            wanted |= dict(zip(PRICE_FIELDS, price, strict=True))
        values = wanted if row is None else {name: v for name, v in wanted.items() if getattr(row, name) != v}
        before = {} if row is None else {name: getattr(row, name) for name in values}
        outcome: Outcome = "new" if row is None else "changed" if values else "same"
        changes = tuple(diff_values(before, values))
        planned.append(PlannedInstrument(entry.symbol, entry.name, outcome, values, changes))
    return CataloguePlan(tuple(planned))


def plan_seed(catalogue: Catalogue) -> CataloguePlan:
    """Return what seeding would change, without writing."""
    return build_catalogue_plan(catalogue, {row.symbol: row for row in _select_catalogue_rows(catalogue)})


@transaction.atomic
def seed_catalogue(*, catalogue: Catalogue) -> SeedCounts:
    """Write the catalogue into the shared instruments."""
    stored = {row.symbol: row for row in _select_catalogue_rows(catalogue).select_for_update()}
    plan = build_catalogue_plan(catalogue, stored)
    write_catalogue_plan(plan, stored)
    return plan.counts


def write_catalogue_plan(plan: CataloguePlan, stored: Mapping[str, Instrument]) -> None:
    Instrument.objects.bulk_create(Instrument(symbol=row.symbol, **row.values) for row in plan.of("new"))
    changed = []
    for planned in plan.of("changed"):
        row = stored[planned.symbol]
        for name, value in {**planned.values, "updated_at": timezone.now()}.items():
            setattr(row, name, value)
        changed.append(row)
    Instrument.objects.bulk_create(  # an upsert of existing rows is many times faster than bulk_update
        changed,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=[*DESCRIPTION_FIELDS, *PRICE_FIELDS, "updated_at"],
    )


def _select_catalogue_rows(catalogue: Catalogue) -> Any:
    symbols = [entry.symbol for entry in catalogue.instruments]
    return Instrument.objects.catalogue().filter(symbol__in=symbols).order_by("pk")


def _description_values(entry: Entry) -> dict[str, Any]:
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


DESCRIPTION_FIELDS = (
    "name", "instrument_type", "expense_ratio", "allocation_asset_class", "allocation_regions", "allocation_sectors",
    "return_mix", "exposure_group", "classified_by", "reviewed", "provenance", "as_of",
)  # fmt: skip
PRICE_FIELDS = ("current_price", "priced_at", "price_source")
