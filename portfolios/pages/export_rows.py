"""Load a person's accounts and positions as rows of text for the export files."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from people.models import User
from portfolios.account_kinds import find_account_kind
from portfolios.importers.readers.alex_export import ExportRow
from portfolios.importers.splits import SPLIT_FIELDS, format_split
from portfolios.models import Account, Instrument, Position
from portfolios.taxonomy import label

POSITION_COLUMNS = (
    "account_id", "instrument__symbol", "instrument__name", "instrument__instrument_type", "quantity",
    "instrument__currency", "instrument__current_price", "instrument__priced_at", "cost_basis", "as_of_date",
)  # fmt: skip


def load_export_rows(user: User) -> Iterator[ExportRow]:
    """Yield each account with its cash, followed by its positions, in three queries."""
    classified = Instrument.objects.filter(owner=user, classified_by=Instrument.ClassifiedBy.OWNER)
    splits = {  # only those that this person entered: Alex knows or proposes the others
        row.symbol: {field: format_split(getattr(row, f"allocation_{name}")) for field, name in SPLIT_FIELDS.items()}
        for row in classified
    }
    by_account: dict[object, list[tuple[Any, ...]]] = {}
    held = Position.objects.owned_by(user).order_by("instrument__symbol", "pk")
    for account_id, *position in held.values_list(*POSITION_COLUMNS):
        by_account.setdefault(account_id, []).append(tuple(position))
    for account in Account.objects.owned_by(user):
        yield {
            "account": account.name,
            "account_type": find_account_kind(account.kind).label,
            "account_purpose": account.purpose,
            "cash_interest": _format_number(account.cash_interest),
            "counts_for_retirement": "Yes" if account.counts_for_retirement else "No",
            "cash_balance": f"{account.cash_balance:f}",
            "currency": account.currency,
        }
        for row in by_account.get(account.pk, ()):
            yield {**_position_row(account, *row), **splits.get(row[0], {})}


def _position_row(account: Account, symbol: str, name: str, kind: str, *figures: Any) -> ExportRow:
    quantity, currency, price, priced_at, cost, day = figures
    return {
        "account": account.name,
        "symbol": symbol,
        "name": name,
        "instrument_type": label(kind),
        "quantity": _format_number(quantity),
        "currency": currency,
        "price": _format_number(price),
        "price_as_of": "" if priced_at is None else priced_at.date().isoformat(),
        "cost_basis": "" if cost is None else f"{cost:f}",
        "as_of": "" if day is None else day.isoformat(),
    }


def _format_number(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"
