"""Private instruments as requests to the catalogue: staff review, correct and promote them."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from people.models import User
from portfolios.catalogue.classification_requests import request_reclassification
from portfolios.catalogue.promotion import PromotionRefused, promote
from portfolios.models import Instrument, Position, RequestedInstrument
from portfolios.taxonomy import label
from portfolios.templatetags.money import price


@admin.action(description="Ask the tagger again", permissions=["change"])
def ask_the_tagger_again(site: admin.ModelAdmin, request: HttpRequest, chosen: QuerySet[Instrument]) -> None:
    """Queue a new classification of the chosen instruments that nobody has decided on."""
    assert isinstance(request.user, User)
    count = request_reclassification(instruments=chosen, by=request.user)
    skipped = " It skips those that staff, a source or the owner classified." if count < chosen.count() else ""
    site.message_user(request, f"The tagger checks {count} instruments again.{skipped}")


@admin.register(RequestedInstrument)
class RequestedInstrumentAdmin(admin.ModelAdmin):
    """Requests without their owner: staff review the symbol, not the person."""

    list_display = (
        "edited", "name", "instrument_type", "price", "proposed", "confidence", "people", "in_catalogue",
    )  # fmt: skip
    list_display_links = None
    list_filter = ("instrument_type", "classified_by", "reviewed", "keeps_own", "owner__is_demo")
    search_fields = ("symbol", "name")
    ordering = ("symbol", "created_at")
    actions = ("promote_chosen", ask_the_tagger_again)

    def get_queryset(self, request: HttpRequest) -> QuerySet[RequestedInstrument]:
        same = Instrument.objects.private().filter(symbol=OuterRef("symbol")).order_by().values("symbol")
        people = Subquery(same.annotate(count=Count("pk")).values("count"), output_field=IntegerField())
        shared = Instrument.objects.catalogue().filter(symbol=OuterRef("symbol")).values("name")
        rows: QuerySet[RequestedInstrument] = super().get_queryset(request).filter(owner__isnull=False)
        return rows.annotate(people=people, shared_name=Subquery(shared[:1]))

    @admin.display(description="symbol", ordering="symbol")
    def edited(self, row: Instrument) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("admin:portfolios_instrument_change", args=[row.pk]), row)

    @admin.display(ordering="current_price")
    def price(self, row: Instrument) -> str | None:
        return None if row.current_price is None else price(row.current_price)

    @admin.display(description="breakdown")
    def proposed(self, row: Instrument) -> str:
        return format_split_percent(row.allocation_asset_class)

    @admin.display(description="people", ordering="people")
    def people(self, row: Any) -> int:
        return int(row.people)

    @admin.display(description="in the catalogue", ordering="shared_name", empty_value="no")
    def in_catalogue(self, row: Any) -> str | None:
        return row.shared_name if row.shared_name else None

    @admin.action(description="Promote to the catalogue", permissions=["change"])
    def promote_chosen(self, request: HttpRequest, chosen: QuerySet[RequestedInstrument]) -> HttpResponse:
        """Show a preview first, then promote each request that has not changed since."""
        assert isinstance(request.user, User)
        if "promote" not in request.POST:
            context = {
                **self.admin_site.each_context(request),
                "title": "Promote to the catalogue?",
                "opts": self.model._meta,
                "requests": [build_promotion_preview(row) for row in chosen.order_by("symbol", "created_at")],
            }
            return TemplateResponse(request, "portfolios/admin_promote.html", context)
        for row in chosen:
            if request.POST.get(f"seen-{row.pk}") != row.updated_at.isoformat():
                self.message_user(request, f"{row.symbol} changed since the preview. Look again.", messages.ERROR)
                continue
            try:
                moved = promote(instrument=row, by=request.user)
            except PromotionRefused as error:
                self.message_user(request, f"{row.symbol}: {error.message}", messages.ERROR)
                continue
            done = f"{row.symbol} is in the catalogue. {moved.positions} positions use it, {moved.summed} were summed."
            self.message_user(request, done, messages.SUCCESS)
        return redirect(request.get_full_path())  # the list as it was filtered

    def change_view(self, request: HttpRequest, object_id: str, *_: Any, **__: Any) -> HttpResponse:
        return redirect("admin:portfolios_instrument_change", object_id)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("portfolios.change_instrument")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def build_promotion_preview(row: Instrument) -> dict[str, Any]:
    """Return what promoting would do, without locking anything."""
    shared = row.find_catalogue_twin()
    positions = Position.objects.filter(instrument=row)
    both = positions.filter(account__positions__instrument=shared) if shared else positions.none()
    return {
        "row": row,
        "shared": shared,
        "splits": [(name, format_split_percent(getattr(row, f"allocation_{field}")))
                   for name, field in (("Asset class", "asset_class"), ("Regions", "regions"), ("Sectors", "sectors"))],
        "positions": positions.count(),
        "summed": both.count(),
        "others": Instrument.objects.private().filter(symbol=row.symbol).exclude(pk=row.pk).count(),
        "is_refused": shared is None and not row.is_classified,
    }  # fmt: skip


def format_split_percent(split: dict[str, Any]) -> str:
    return ", ".join(f"{label(key)} {share.normalize():f}%" for key, share in split.items()) or "not known"
