"""Published closing prices. Staff review the ones that are held back."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.timesince import timesince

from people.models import User
from people.staff.admin_base import ReadOnlyAdminMixin
from portfolios.models import PriceQuote
from portfolios.pricing.review import accept, reject


def format_price(price: Decimal | None) -> str:
    return "–" if price is None else f"{price.normalize():,f}"


class QuoteStatusFilter(admin.SimpleListFilter):
    """Filter by status; by default, show the prices that wait for review."""

    title = "status"
    parameter_name = "status__exact"
    everything = "all"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            (PriceQuote.Status.ACCEPTED, "Accepted"),
            (PriceQuote.Status.REJECTED, "Rejected"),
            (self.everything, "All"),
        ]

    def choices(self, changelist: Any) -> Iterator[Any]:
        first, *others = super().choices(changelist)
        yield {**first, "display": "Held back"}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet[PriceQuote]) -> QuerySet[PriceQuote]:
        wanted = self.value() or PriceQuote.Status.QUARANTINED
        return queryset if wanted == self.everything else queryset.filter(status=wanted)


@admin.register(PriceQuote)
class PriceQuoteAdmin(ReadOnlyAdminMixin, admin.ModelAdmin):
    """Read-only, except for accepting and rejecting quotes."""

    list_display = ("instrument", "date", "new_close", "price_now", "of", "reason", "state", "owner")
    list_filter = (QuoteStatusFilter, "source", "date")
    search_fields = ("instrument__symbol", "instrument__name")
    list_select_related = ("instrument__owner",)
    ordering = ("-date", "instrument__symbol")
    actions = ("accept_prices", "reject_prices")

    @admin.display(description="close")
    def new_close(self, quote: PriceQuote) -> str:
        return format_price(quote.close)

    @admin.display(description="price now")
    def price_now(self, quote: PriceQuote) -> str:
        return format_price(quote.instrument.current_price)

    @admin.display(description="price date")
    def of(self, quote: PriceQuote) -> date | None:
        moment = quote.instrument.priced_at
        return moment.date() if moment else None

    @admin.display(description="status")
    def state(self, quote: PriceQuote) -> str:
        waits = quote.status == PriceQuote.Status.QUARANTINED
        return f"Held back for {timesince(quote.created_at, depth=1)}" if waits else quote.get_status_display()

    @admin.display
    def owner(self, quote: PriceQuote) -> User | None:
        return quote.instrument.owner

    @admin.action(description="Accept the price", permissions=["decide"])
    def accept_prices(self, request: HttpRequest, chosen: QuerySet[PriceQuote]) -> None:
        assert isinstance(request.user, User)
        self._report_result(request, accept(quotes=chosen, by=request.user), "accepted")

    @admin.action(description="Reject the price", permissions=["decide"])
    def reject_prices(self, request: HttpRequest, chosen: QuerySet[PriceQuote]) -> None:
        assert isinstance(request.user, User)
        self._report_result(request, reject(quotes=chosen, by=request.user), "rejected")

    def _report_result(self, request: HttpRequest, count: int, done: str) -> None:
        self.message_user(request, f"{count} prices {done}. Prices that were not held back are unchanged.")

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("portfolios.change_pricequote")
