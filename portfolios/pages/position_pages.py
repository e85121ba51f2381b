"""Pages of an account's positions by symbol, with keyset pagination: every page costs the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet

from portfolios.models import Account, Position
from portfolios.models.rates import dollars_by_currency, load_rates
from portfolios.models.snapshots import build_account_value, build_instrument_value, build_position_value
from portfolios.valuation.snapshot import RateValue
from portfolios.valuation.value import ValuedPosition, value_position

PAGE_SIZE = 100


@dataclass(frozen=True)
class PositionPage:
    """Rows and the keys of the next (`later`) and previous (`earlier`) page, empty if there is none.

    rates: what rows and cash are converted at.
    """

    rows: list[ValuedPosition]
    later: str = ""
    earlier: str = ""
    rates: tuple[RateValue, ...] = ()


def first_page(account: Account, *, search_term: str = "") -> PositionPage:
    found = list(_select_positions(account, search_term)[: PAGE_SIZE + 1])
    return _build_page(account, found[:PAGE_SIZE], later=found[PAGE_SIZE:])


def page_from(account: Account, key: str, *, search_term: str = "") -> PositionPage:
    """Return the page that begins with the position of this key, or with the next one if it is gone."""
    symbol, pk = _parse_page_key(key)
    rows = _select_positions(account, search_term)
    from_here = Q(instrument__symbol__gt=symbol) | Q(instrument__symbol=symbol, pk__gte=pk)
    found = list(rows.filter(from_here)[: PAGE_SIZE + 1])
    is_first = not rows.exclude(from_here).exists()
    return _build_page(account, found[:PAGE_SIZE], later=found[PAGE_SIZE:], earlier=[] if is_first else found[:1])


def page_before(account: Account, key: str, *, search_term: str = "") -> PositionPage:
    """Return the page before the position of this key; if it is not full, return the first page."""
    symbol, pk = _parse_page_key(key)
    before = Q(instrument__symbol__lt=symbol) | Q(instrument__symbol=symbol, pk__lt=pk)
    found = list(_select_positions(account, search_term).filter(before).reverse()[: PAGE_SIZE + 1])
    if len(found) <= PAGE_SIZE:
        return first_page(account, search_term=search_term)
    return page_from(account, page_key(found[PAGE_SIZE - 1]), search_term=search_term)


def page_key(position: Position) -> str:
    return f"{position.instrument.symbol},{position.pk}"


def build_position_row(position: Position) -> ValuedPosition:
    """Return one position, with account and instrument, as a row of the page."""
    rates = load_rates(position.account.user_id, {position.instrument.currency, position.account.currency})
    return _value_row(position, dollars_by_currency(rates))


def _value_row(position: Position, dollars: Mapping[str, Decimal]) -> ValuedPosition:
    return value_position(
        build_position_value(position, dollars),
        build_instrument_value(position.instrument, dollars),
        build_account_value(position.account, dollars),
    )


def _select_positions(account: Account, search_term: str) -> QuerySet[Position]:
    """Return the positions by symbol whose symbol or name matches the search term."""
    rows = Position.objects.filter(account=account).select_related("instrument").order_by("instrument__symbol", "pk")
    if search_term:
        rows = rows.filter(Q(instrument__symbol__istartswith=search_term) | Q(instrument__name__icontains=search_term))
    return rows


def _build_page(
    account: Account, found: list[Position], *, later: list[Position], earlier: list[Position] | None = None
) -> PositionPage:
    for row in found:
        row.account = account
    rates = load_rates(account.user_id, {account.currency, *(row.instrument.currency for row in found)})
    dollars = dollars_by_currency(rates)
    keys = [page_key(rows[0]) if rows else "" for rows in (later, earlier)]
    return PositionPage([_value_row(row, dollars) for row in found], keys[0], keys[1], rates)


def _parse_page_key(key: str) -> tuple[str, UUID]:
    """Parse a page key. Raises ValueError."""
    symbol, _, pk = key.rpartition(",")
    return symbol, UUID(pk)
