"""Writing what a plan says, within the transaction of the caller."""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from people.models import User
from portfolios.catalogue.classification_requests import request_classification
from portfolios.changes.editing import entered_price_values
from portfolios.changes.history import record_after_commit
from portfolios.importers.rows import ImportLine
from portfolios.importing.plan import ImportPlan
from portfolios.importing.planner import DEFAULT_INSTRUMENT_TYPE
from portfolios.models import Instrument, Position

BATCH_SIZE = 5_000


def write_import_plan(plan: ImportPlan, user: User) -> None:
    for account in plan.new_accounts:
        account.save(force_insert=True)
    for account, cash in plan.cash:
        account.change(cash_balance=cash)
    _write_prices(plan)
    instruments = {row.symbol: row.pk for row in (*plan.instruments.values(), *_create_instruments(plan, user))}
    Position.objects.bulk_create(
        (
            Position(
                user=user,
                account=account,
                instrument_id=instruments[line.symbol],
                quantity=line.quantity,
                cost_basis=line.cost_basis,
                as_of_date=line.as_of,
            )
            for account, line in plan.new_positions
        ),
        batch_size=BATCH_SIZE,
    )
    _write_changed_positions(plan.changed_positions)
    record_after_commit(user.pk)


def _create_instruments(plan: ImportPlan, user: User) -> list[Instrument]:
    rows = [
        Instrument(
            owner=user,
            symbol=line.symbol,
            name=line.name,
            instrument_type=line.instrument_type or DEFAULT_INSTRUMENT_TYPE,
            **entered_price_values(line.price, line.price_day),
            **_split_values(line),
        )
        for line in plan.new_instruments.values()
    ]
    created = Instrument.objects.bulk_create(rows, batch_size=BATCH_SIZE)
    request_classification([row for row in created if not row.classified_by])
    return created


def _split_values(line: ImportLine) -> dict[str, Any]:
    """What the file says it is made of is its owner's word."""
    if line.made_of is None:
        return {}
    splits = {f"allocation_{dimension}": split for dimension, split in line.made_of._asdict().items()}
    return {**splits, "classified_by": Instrument.ClassifiedBy.OWNER, "reviewed": True}


def _write_prices(plan: ImportPlan) -> None:
    changed = []
    for symbol, line in plan.prices.items():
        instrument = plan.instruments[symbol]
        for name, value in entered_price_values(line.price, line.price_day).items():
            setattr(instrument, name, value)
        instrument.updated_at = timezone.now()
        changed.append(instrument)
    fields = ["current_price", "priced_at", "price_source", "updated_at"]
    Instrument.objects.bulk_update(changed, fields, batch_size=500)


def _write_changed_positions(positions: list[Position]) -> None:
    """One statement for many rows: each is there already, so each insert becomes an update."""
    for some in _batches(positions):
        Position.objects.bulk_create(
            some,
            update_conflicts=True,
            unique_fields=["account", "instrument"],
            update_fields=["quantity", "cost_basis", "as_of_date", "version", "updated_at"],
        )


def _batches(rows: list[Position]) -> Iterator[list[Position]]:
    for start in range(0, len(rows), BATCH_SIZE):
        yield rows[start : start + BATCH_SIZE]
