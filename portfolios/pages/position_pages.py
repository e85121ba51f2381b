"""Pages of an account's positions by symbol, with keyset pagination: every page costs the same."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet

from portfolios.models import Account, Instrument, Position
from portfolios.models.own_prices import COLUMNS, with_own_prices
from portfolios.models.prices import previous_close
from portfolios.models.rates import load_base_currency, load_used_rates
from portfolios.models.snapshots import build_account_value, build_instrument_value, build_position_value
from portfolios.valuation.base_currency import Conversion
from portfolios.valuation.snapshot import RateValue
from portfolios.valuation.value import ZERO, ValuedPosition, value_position

PAGE_SIZE = 100
BY_SYMBOL = "symbol"
MAX_SORTED = 2_000
"""An account with more positions is listed by symbol only: another order reads all of them."""


@dataclass(frozen=True)
class PositionPage:
    """Rows and the keys of the next (`later`) and previous (`earlier`) page, empty if there is none.

    rates: what rows and cash are converted at.
    """

    rows: list[ValuedPosition]
    later: str = ""
    earlier: str = ""
    rates: tuple[RateValue, ...] = ()
    sort: str = ""
    number: int = 1
    pages: int = 1

    @property
    def has_day(self) -> bool:
        """Return whether the change since the close before is known of any row."""
        return any(row.gains.day is not None for row in self.rows)


SortKey = Callable[[ValuedPosition], Decimal | None]
SORTS: dict[str, SortKey] = {
    "value": lambda row: row.value,
    "cost": lambda row: row.position.cost_basis,
    "gain": lambda row: row.gain,
    "gain_share": lambda row: row.gains.share,
    "day": lambda row: row.gains.day,
}
"""What an account's positions can be sorted by, largest first; what is unknown comes last."""


def sorted_page(account: Account, sort: str, number: int, *, search_term: str = "") -> PositionPage:
    """Return a page of all positions in another order. An account with too many is listed by symbol."""
    found = list(_select_positions(account, search_term)[: MAX_SORTED + 1])
    if len(found) > MAX_SORTED:
        return first_page(account, search_term=search_term)
    whole = _build_page(account, found, later=[])
    rows = _put_largest_first(whole.rows, SORTS[sort])
    pages = max(1, -(-len(rows) // PAGE_SIZE))
    number = min(max(1, number), pages)
    shown = rows[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    return PositionPage(shown, rates=whole.rates, sort=sort, number=number, pages=pages)


def page_by_value(account: Account) -> PositionPage:
    """Return the first page, with the largest value first if it holds all positions."""
    page = first_page(account)
    rows = _put_largest_first(page.rows, SORTS["value"])
    return page if page.later else replace(page, rows=rows, sort="value")


def _put_largest_first(rows: list[ValuedPosition], key: SortKey) -> list[ValuedPosition]:
    known = [row for row in rows if key(row) is not None]
    return sorted(known, key=lambda row: -(key(row) or ZERO)) + [row for row in rows if key(row) is None]


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


def load_rows(account: Account, ids: list[UUID]) -> list[ValuedPosition]:
    """Return some positions of an account, at most as many as a page has."""
    found = list(_select_positions(account, "").filter(pk__in=ids[:PAGE_SIZE]))
    return _build_page(account, found, later=[]).rows


def build_position_row(position: Position) -> ValuedPosition:
    """Return one position, with account and instrument, as a row of the page."""
    known = Instrument.objects.filter(pk=position.instrument_id).with_previous_close()
    loaded = with_own_prices(known, "", position.user_id).get()
    for name in ("previous_close", *COLUMNS):
        setattr(position, name, getattr(loaded, name))
    user_id, base = position.account.user_id, load_base_currency(position.account.user_id).code
    rates = load_used_rates(user_id, {position.instrument.currency, position.account.currency}, base)
    return _value_row(position, Conversion.at(rates, base))


def _value_row(position: Position, conversion: Conversion) -> ValuedPosition:
    for name in ("previous_close", *COLUMNS):
        setattr(position.instrument, name, getattr(position, name))
    return value_position(
        build_position_value(position, conversion),
        build_instrument_value(position.instrument, conversion),
        build_account_value(position.account, conversion),
    )


def _select_positions(account: Account, search_term: str) -> QuerySet[Position]:
    """Return the positions by symbol whose symbol or name matches the search term."""
    rows = Position.objects.filter(account=account).select_related("instrument").order_by("instrument__symbol", "pk")
    rows = with_own_prices(
        rows.annotate(previous_close=previous_close("instrument__")), "instrument__", account.user_id
    )
    if search_term:
        rows = rows.filter(Q(instrument__symbol__istartswith=search_term) | Q(instrument__name__icontains=search_term))
    return rows


def _build_page(
    account: Account, found: list[Position], *, later: list[Position], earlier: list[Position] | None = None
) -> PositionPage:
    for row in found:
        row.account = account
    base = load_base_currency(account.user_id).code
    rates = load_used_rates(account.user_id, {account.currency, *(row.instrument.currency for row in found)}, base)
    conversion = Conversion.at(rates, base)
    keys = [page_key(rows[0]) if rows else "" for rows in (later, earlier)]
    return PositionPage([_value_row(row, conversion) for row in found], keys[0], keys[1], rates)


def _parse_page_key(key: str) -> tuple[str, UUID]:
    """Parse a page key. Raises ValueError."""
    symbol, _, pk = key.rpartition(",")
    return symbol, UUID(pk)
