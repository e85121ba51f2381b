"""The switch for the unofficial price provider: one row, one page, an audit event for each change."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from people.audit import record_changes
from people.models import User
from portfolios import events
from portfolios.models import MarketSettings

SET_BY_ENVIRONMENT = "PRICE_PROVIDER=yahoo is set on this server, so Yahoo is asked whatever stands here."


@admin.register(MarketSettings)
class MarketSettingsAdmin(admin.ModelAdmin):
    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Lead to the only row, which is added when somebody opens it."""
        MarketSettings.objects.get_or_create(pk=MarketSettings.ONLY)
        return HttpResponseRedirect(reverse("admin:portfolios_marketsettings_change", args=[MarketSettings.ONLY]))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        note = SET_BY_ENVIRONMENT if settings.PRICE_PROVIDER == "yahoo" else ""
        return [(None, {"fields": ("asks_yahoo",), "description": note})]

    def save_model(self, request: HttpRequest, obj: MarketSettings, form: forms.ModelForm, change: bool) -> None:
        assert isinstance(request.user, User)
        rows = MarketSettings.objects.filter(pk=MarketSettings.ONLY)
        with record_changes(rows, by=request.user, kind=events.MARKET_SETTINGS_CHANGED):
            super().save_model(request, obj, form, change)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
