"""Exchange rates that everybody uses. Staff add one where the European Central Bank publishes none."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from people.audit import record_changes
from people.models import User
from portfolios import events
from portfolios.models import ExchangeRate


@admin.register(ExchangeRate)
class ExchangeRateAdmin(admin.ModelAdmin):
    """Shared rates only: what a person entered stays theirs."""

    list_display = ("currency", "date", "dollars", "source")
    list_filter = ("currency", "source")
    ordering = ("-date", "currency")
    fields = ("currency", "date", "dollars")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ExchangeRate]:
        return super().get_queryset(request).filter(owner__isnull=True)

    def save_model(self, request: HttpRequest, obj: ExchangeRate, form: forms.ModelForm, change: bool) -> None:
        obj.source = ExchangeRate.Source.STAFF
        with self._record(request, [obj]):
            super().save_model(request, obj, form, change)

    def delete_model(self, request: HttpRequest, obj: ExchangeRate) -> None:
        with self._record(request, [obj]):
            super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[ExchangeRate]) -> None:
        with self._record(request, queryset):
            super().delete_queryset(request, queryset)

    def _record(self, request: HttpRequest, rows: Any) -> Any:
        assert isinstance(request.user, User)
        same = ExchangeRate.objects.filter(pk__in=[row.pk for row in rows])
        return record_changes(same, by=request.user, kind=events.RATE_CHANGED)
