"""The positions of one account, a page at a time in the order of symbols: a far page costs what the first does."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from portfolios.models import Account, Position
from portfolios.models.snapshots import account_value, instrument_value, position_value
from portfolios.valuation.value import PositionWorth, position_worth

AT_ONCE = 100


@dataclass(frozen=True)
class Listing:
    """later, earlier: where the next and the previous page begin or end; empty where there is none."""

    rows: list[PositionWorth]
    later: str = ""
    earlier: str = ""

    def shows(self, position: Position) -> bool:
        return any(row.position.id == position.pk for row in self.rows)


def first_page(account: Account, *, words: str = "") -> Listing:
    found = list(_in_order(account, words)[: AT_ONCE + 1])
    return _listing(account, found[:AT_ONCE], later=found[AT_ONCE:])


def page_from(account: Account, key: str, *, words: str = "") -> Listing:
    """Beginning with the position of this key, or what comes after where it is gone."""
    symbol, pk = _read(key)
    rows = _in_order(account, words)
    from_here = Q(instrument__symbol__gt=symbol) | Q(instrument__symbol=symbol, pk__gte=pk)
    found = list(rows.filter(from_here)[: AT_ONCE + 1])
    is_first = not rows.exclude(from_here).exists()
    return _listing(account, found[:AT_ONCE], later=found[AT_ONCE:], earlier=[] if is_first else found[:1])


def page_before(account: Account, key: str, *, words: str = "") -> Listing:
    """Ending before the position of this key; a page that would not be full is the first one."""
    symbol, pk = _read(key)
    before = Q(instrument__symbol__lt=symbol) | Q(instrument__symbol=symbol, pk__lt=pk)
    found = list(_in_order(account, words).filter(before).reverse()[: AT_ONCE + 1])
    if len(found) <= AT_ONCE:
        return first_page(account, words=words)
    return page_from(account, key_of(found[AT_ONCE - 1]), words=words)


def key_of(position: Position) -> str:
    return f"{position.instrument.symbol},{position.pk}"


def worth_of(position: Position) -> PositionWorth:
    """One position as a row of the page; its account and instrument are read with it."""
    values = position_value(position), instrument_value(position.instrument), account_value(position.account)
    return position_worth(*values)


def _in_order(account: Account, words: str) -> QuerySet[Position]:
    rows = Position.objects.filter(account=account).select_related("instrument").order_by("instrument__symbol", "pk")
    if words:
        rows = rows.filter(Q(instrument__symbol__istartswith=words) | Q(instrument__name__icontains=words))
    return rows


def _listing(
    account: Account, found: list[Position], *, later: list[Position], earlier: list[Position] | None = None
) -> Listing:
    for row in found:
        row.account = account
    return Listing([worth_of(row) for row in found], *(key_of(rows[0]) if rows else "" for rows in (later, earlier)))


def _read(key: str) -> tuple[str, UUID]:
    """Raises ValueError for what is no key of ours."""
    symbol, _, pk = key.rpartition(",")
    return symbol, UUID(pk)
