"""Read-only admin of what people own. Every view is an audit event."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from people.staff.admin_base import AuditedReadOnlyAdmin
from portfolios.forms.household import flatten
from portfolios.models import Account, IncomeStream, PortfolioValue, Position, Profile


@admin.register(Account)
class AccountAdmin(AuditedReadOnlyAdmin):
    list_display = ("name", "user", "kind", "currency", "cash_balance", "counts_for_retirement", "updated_at")
    list_filter = ("kind", "counts_for_retirement")
    search_fields = ("name", "user__email")
    list_select_related = ("user",)
    readonly_fields = ("positions",)

    @admin.display
    def positions(self, account: Account) -> SafeString:
        """Link to the positions: there may be 100,000, and viewing them is an audit event too."""
        address = reverse("admin:portfolios_position_changelist")
        return format_html('<a href="{}?account__id__exact={}">Positions of this account</a>', address, account.pk)


@admin.register(Position)
class PositionAdmin(AuditedReadOnlyAdmin):
    list_display = ("instrument", "account", "user", "quantity", "cost_basis", "as_of_date")
    search_fields = ("instrument__symbol", "account__name", "user__email")
    list_select_related = ("instrument", "account", "user")


@admin.register(Profile)
class ProfileAdmin(AuditedReadOnlyAdmin):
    list_display = ("user", "display_name", "years_until_retirement", "annual_contribution", "assumed", "updated_at")
    search_fields = ("user__email", "display_name")
    list_select_related = ("user",)
    readonly_fields = ("assumed", "entered_household")
    exclude = ("household",)

    @admin.display(description="not confirmed", empty_value="nothing")
    def assumed(self, profile: Profile) -> str | None:
        return ", ".join(name.replace("_", " ") for name in profile.assumed) or None

    @admin.display(description="household as entered", empty_value="nothing")
    def entered_household(self, profile: Profile) -> SafeString | None:
        entered = flatten(profile.household.model_dump(exclude_none=True))
        rows = [(name.replace("__", ", ").replace("_", " "), value) for name, value in entered.items()]
        return format_html_join(mark_safe("<br>"), "{}: {}", rows) or None


@admin.register(IncomeStream)
class IncomeStreamAdmin(AuditedReadOnlyAdmin):
    list_display = ("name", "user", "amount", "start_age", "end_age")
    search_fields = ("name", "user__email")
    list_select_related = ("user",)


@admin.register(PortfolioValue)
class PortfolioValueAdmin(AuditedReadOnlyAdmin):
    list_display = ("date", "user", "total", "added", "currency")
    list_filter = ("date",)
    search_fields = ("user__email",)
    list_select_related = ("user",)
    ordering = ("-date", "pk")
