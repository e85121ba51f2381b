from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from people.models import User
from portfolios.fields import SplitField
from portfolios.models import Account, IncomeStream, Instrument, Position, PriceQuote, Profile
from portfolios.pricing.deciding import accept, reject

SPLITS = ("allocation_asset_class", "allocation_regions", "allocation_sectors", "return_mix")


class SplitInput(forms.JSONField):
    """A split as JSON with plain numbers: {"equity": 60, "fixed_income": 40}."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "show_hidden_initial": False})  # the row itself is what a change is against

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, dict):
            value = {key: float(share) if isinstance(share, Decimal) else share for key, share in value.items()}
        return super().prepare_value(value)

    def clean(self, value: Any) -> Any:
        return super().clean(value) or {}

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return (initial or {}) != {key: Decimal(str(share)) for key, share in (self.to_python(data) or {}).items()}
        except (AttributeError, ArithmeticError, forms.ValidationError):
            return True


class WithSplits(admin.ModelAdmin):
    formfield_overrides: ClassVar = {SplitField: {"form_class": SplitInput}}


@admin.register(Instrument)
class InstrumentAdmin(WithSplits):
    list_display = (
        "symbol", "name", "instrument_type", "current_price", "price_source", "priced_at", "classified_by",
        "confidence", "reviewed", "provenance", "owner",
    )  # fmt: skip
    list_filter = (
        "instrument_type", "classified_by", "reviewed", "price_source", ("owner", admin.EmptyFieldListFilter),
    )  # fmt: skip
    search_fields = ("symbol", "name", "owner__email")
    list_select_related = ("owner",)
    raw_id_fields = ("owner",)
    readonly_fields = ("classified_by", "created_at", "updated_at")
    actions = ("mark_reviewed",)
    fieldsets = (
        (None, {"fields": ("symbol", "name", "instrument_type", "owner")}),
        ("Price", {"fields": ("current_price", "priced_at", "price_source", "expense_ratio")}),
        ("What it is made of", {
            "fields": (*SPLITS, "exposure_group"),
            "description": "Per cent, each summing to 100. What staff change here, seed and tagger leave alone.",
        }),
        ("Where that comes from", {
            "fields": ("classified_by", "rationale", "confidence", "reviewed", "provenance", "as_of"),
        }),
        ("Times", {"fields": ("created_at", "updated_at")}),
    )  # fmt: skip

    @admin.action(description="Mark as reviewed", permissions=["change"])
    def mark_reviewed(self, request: HttpRequest, chosen: QuerySet[Instrument]) -> None:
        count = chosen.exclude(classified_by="").update(reviewed=True)
        self.message_user(request, f"{count} instruments marked as reviewed; what nobody classified is left out.")

    def save_model(self, request: HttpRequest, obj: Instrument, form: forms.ModelForm, change: bool) -> None:
        if set(SPLITS) & set(form.changed_data):
            obj.classified_by = Instrument.ClassifiedBy.STAFF if obj.allocation_asset_class else ""
            obj.confidence = None
        obj.return_mix = obj.return_mix or None
        super().save_model(request, obj, form, change)


class PositionInline(admin.TabularInline):
    model = Position
    extra = 0
    fields = ("instrument", "quantity", "cost_basis", "as_of_date")
    raw_id_fields = ("instrument",)
    can_delete = False
    max_num = 0


@admin.register(Account)
class AccountAdmin(admin.ModelAdmin):
    list_display = ("name", "user", "kind", "cash_balance", "counts_for_retirement", "updated_at")
    list_filter = ("kind", "counts_for_retirement")
    search_fields = ("name", "user__email")
    list_select_related = ("user",)
    raw_id_fields = ("user",)
    readonly_fields = ("version", "created_at", "updated_at")
    inlines = (PositionInline,)

    def save_model(self, request: HttpRequest, obj: Account, form: forms.ModelForm, change: bool) -> None:
        obj.version += change
        super().save_model(request, obj, form, change)


@admin.register(Position)
class PositionAdmin(admin.ModelAdmin):
    list_display = ("instrument", "account", "user", "quantity", "cost_basis", "as_of_date")
    search_fields = ("instrument__symbol", "account__name", "user__email")
    list_select_related = ("instrument", "account", "user")
    raw_id_fields = ("user", "account", "instrument")
    readonly_fields = ("version", "created_at", "updated_at")

    def save_model(self, request: HttpRequest, obj: Position, form: forms.ModelForm, change: bool) -> None:
        obj.version += change
        super().save_model(request, obj, form, change)


@admin.register(Profile)
class ProfileAdmin(WithSplits):
    list_display = ("user", "display_name", "years_until_retirement", "annual_contribution", "updated_at")
    search_fields = ("user__email", "display_name")
    list_select_related = ("user",)
    raw_id_fields = ("user",)
    readonly_fields = ("version", "created_at", "updated_at")

    def save_model(self, request: HttpRequest, obj: Profile, form: forms.ModelForm, change: bool) -> None:
        obj.version += change
        super().save_model(request, obj, form, change)


@admin.register(IncomeStream)
class IncomeStreamAdmin(admin.ModelAdmin):
    list_display = ("name", "user", "amount", "start_age", "end_age")
    search_fields = ("name", "user__email")
    list_select_related = ("user",)
    raw_id_fields = ("user",)


@admin.register(PriceQuote)
class PriceQuoteAdmin(admin.ModelAdmin):
    """Read-only, but for the decision on what is held back."""

    list_display = ("instrument", "owner", "date", "close", "last_price", "reason", "status", "source", "created_at")
    list_filter = ("status", "source", "date")
    search_fields = ("instrument__symbol", "instrument__name")
    list_select_related = ("instrument__owner",)
    ordering = ("-date", "instrument__symbol")
    actions = ("accept_prices", "reject_prices")

    @admin.display(description="price now")
    def last_price(self, quote: PriceQuote) -> Decimal | None:
        return quote.instrument.current_price

    @admin.display
    def owner(self, quote: PriceQuote) -> User | None:
        return quote.instrument.owner

    @admin.action(description="Accept the price", permissions=["decide"])
    def accept_prices(self, request: HttpRequest, chosen: QuerySet[PriceQuote]) -> None:
        assert isinstance(request.user, User)
        self._say(request, accept(quotes=chosen, by=request.user), "accepted")

    @admin.action(description="Reject the price", permissions=["decide"])
    def reject_prices(self, request: HttpRequest, chosen: QuerySet[PriceQuote]) -> None:
        assert isinstance(request.user, User)
        self._say(request, reject(quotes=chosen, by=request.user), "rejected")

    def _say(self, request: HttpRequest, count: int, done: str) -> None:
        self.message_user(request, f"{count} prices {done}; what was not held back is left as it is.")

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("portfolios.change_pricequote")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: PriceQuote | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: PriceQuote | None = None) -> bool:
        return False
