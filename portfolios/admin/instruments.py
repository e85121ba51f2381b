"""The admin of instruments: catalogue, classification, prices and history."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from people.audit import EventKind, record_changes
from people.models import AuditEvent, User
from people.staff.admin_base import CountedDeletionAdmin
from portfolios import events
from portfolios.admin.catalogue import CatalogueImportPages
from portfolios.admin.prices import format_price
from portfolios.admin.requests import ask_the_tagger_again
from portfolios.models import Instrument
from portfolios.pricing import tasks
from portfolios.pricing.update import NO_PROVIDER_MESSAGE

SPLIT_FIELDS = ("allocation_asset_class", "allocation_regions", "allocation_sectors", "return_mix")
MAX_SHOWN_EVENTS = 200


@admin.register(Instrument)
class InstrumentAdmin(CountedDeletionAdmin):
    list_display = (
        "symbol", "name", "instrument_type", "price", "priced_on", "classified_by", "reviewed",
        "is_private", "price_source", "confidence", "provenance",
    )  # fmt: skip
    list_filter = (
        "instrument_type", "classified_by", "reviewed", "price_source", ("owner", admin.EmptyFieldListFilter),
    )  # fmt: skip
    search_fields = ("symbol", "name")
    readonly_fields = ("is_private", "classified_by", "created_at", "updated_at")
    actions = ("mark_reviewed", "refresh_prices", ask_the_tagger_again)
    fieldsets = (
        (None, {"fields": ("symbol", "name", "instrument_type", "is_private")}),
        ("Price", {"fields": ("currency", "current_price", "priced_at", "price_source", "expense_ratio")}),
        ("Breakdown", {
            "fields": (*SPLIT_FIELDS, "exposure_group"),
            "description": "In percent; each sums to 100. Seed and tagger never overwrite what staff enter.",
        }),
        ("Source", {
            "fields": ("classified_by", "rationale", "confidence", "reviewed", "provenance", "as_of"),
        }),
        ("Times", {"fields": ("created_at", "updated_at")}),
    )  # fmt: skip

    @admin.display(description="private", boolean=True)
    def is_private(self, row: Instrument) -> bool:
        """Return whether it is private. The owner is not shown; only a promotion makes it shared."""
        return row.owner_id is not None

    @admin.display(description="price", ordering="current_price")
    def price(self, row: Instrument) -> str:
        return f"{format_price(row.current_price)} {row.currency}"

    @admin.display(description="price date", ordering="priced_at")
    def priced_on(self, row: Instrument) -> date | None:
        return row.priced_at.date() if row.priced_at else None

    def get_urls(self) -> list[URLPattern]:
        pages = CatalogueImportPages(self)
        wrap = self.admin_site.admin_view
        return [
            path("catalogue/", wrap(pages.upload), name="catalogue_upload"),
            path("catalogue/<uuid:pk>/", wrap(pages.check), name="catalogue_check"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        may_import = self.has_add_permission(request) and self.has_change_permission(request)
        return super().changelist_view(request, {**(extra_context or {}), "may_import": may_import})

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Show who changed what from the audit events; Django's own log has no values."""
        row = self.get_object(request, object_id)
        events = list(AuditEvent.objects.for_row(row)[: MAX_SHOWN_EVENTS + 1]) if row else []
        context = {
            "events": events[:MAX_SHOWN_EVENTS],
            "more": len(events) > MAX_SHOWN_EVENTS,
            "may_see_all": request.user.has_perm("people.view_auditevent"),
        }
        return super().history_view(request, object_id, {**(extra_context or {}), **context})

    @admin.action(description="Mark as reviewed", permissions=["change"])
    def mark_reviewed(self, request: HttpRequest, chosen: QuerySet[Instrument]) -> None:
        """Mark the classified ones of the chosen instruments as reviewed."""
        rows = Instrument.objects.filter(pk__in=list(chosen.values_list("pk", flat=True)))
        with record_changes(rows, by=_staff_user(request), kind=events.REVIEWED):
            count = rows.exclude(classified_by="").update(reviewed=True)
        self.message_user(request, f"{count} instruments marked as reviewed. Unclassified ones were skipped.")

    @admin.action(description="Refresh prices", permissions=["change"])
    def refresh_prices(self, request: HttpRequest, chosen: QuerySet[Instrument]) -> None:
        try:
            count = tasks.enqueue_price_update(instruments=chosen, by=_staff_user(request))
        except tasks.NoPriceProvider:
            self.message_user(request, NO_PROVIDER_MESSAGE, messages.WARNING)
            return
        self.message_user(
            request,
            f"Alex requests prices of {count} instruments; cash needs none. See the prices under Price quotes, and "
            "the result under Audit events as “Refreshed prices”.",
        )

    def save_model(self, request: HttpRequest, obj: Instrument, form: forms.ModelForm, change: bool) -> None:
        if set(SPLIT_FIELDS) & set(form.changed_data):
            obj.classified_by = Instrument.ClassifiedBy.STAFF if obj.allocation_asset_class else ""
            obj.confidence = None
        with self._record_changes(request, [obj], events.CHANGED if change else events.ADDED):
            super().save_model(request, obj, form, change)

    def delete_model(self, request: HttpRequest, obj: Instrument) -> None:
        with self._record_changes(request, [obj], events.DELETED):
            super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Instrument]) -> None:
        with self._record_changes(request, queryset, events.DELETED):
            super().delete_queryset(request, queryset)

    def _record_changes(self, request: HttpRequest, rows: Any, kind: EventKind) -> Any:
        same = Instrument.objects.filter(pk__in=[row.pk for row in rows])
        return record_changes(same, by=_staff_user(request), kind=kind)


def _staff_user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
