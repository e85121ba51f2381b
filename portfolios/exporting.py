"""A person's accounts and positions as rows of text, for the files of portfolios/importers/own.py."""

from collections.abc import Iterator
from decimal import Decimal

from people.models import User
from portfolios.importers.own import Values
from portfolios.models import Account, Position
from portfolios.taxonomy import ACCOUNT_KINDS, label


def export_rows(user: User) -> Iterator[Values]:
    """Each account with its cash, followed by its positions; two queries."""
    by_account: dict[object, list[Position]] = {}
    for position in Position.objects.owned_by(user).select_related("instrument").order_by("instrument__symbol", "pk"):
        by_account.setdefault(position.account_id, []).append(position)
    for account in Account.objects.owned_by(user):
        yield _account(account)
        for position in by_account.get(account.pk, ()):
            yield _position(account, position)


def _account(account: Account) -> Values:
    return {
        "account": account.name,
        "account_type": ACCOUNT_KINDS[account.kind],
        "account_purpose": account.purpose,
        "cash_interest": _number(account.cash_interest),
        "counts_for_retirement": "Yes" if account.counts_for_retirement else "No",
        "cash_balance": f"{account.cash_balance:f}",
    }


def _position(account: Account, position: Position) -> Values:
    instrument = position.instrument
    return {
        "account": account.name,
        "symbol": instrument.symbol,
        "name": instrument.name,
        "instrument_type": label(instrument.instrument_type),
        "quantity": _number(position.quantity),
        "price": _number(instrument.current_price),
        "cost_basis": "" if position.cost_basis is None else f"{position.cost_basis:f}",
        "as_of": "" if position.as_of_date is None else position.as_of_date.isoformat(),
    }


def _number(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"
