"""Admin pages for users, audit events and API keys."""

from http import HTTPStatus
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone

from people.api_keys import revoke_api_key
from people.audit import kinds
from people.models import ApiKey, AuditEvent, User
from people.staff.admin_base import AuditedViews, CountedDeletionAdmin, ReadOnlyAdminMixin, ValuesFilter
from people.staff.superusers import SuperuserOnly, is_superuser


class NewUserForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields: ClassVar = ["email"]


class UserEditForm(UserChangeForm):
    class Meta:
        model = User
        fields = "__all__"
        field_classes: ClassVar[dict[str, type]] = {}


@admin.register(User)
class PersonAdmin(AuditedViews, SuperuserOnly, CountedDeletionAdmin, UserAdmin):
    """Staff with the right to view see users, which is recorded. Only superusers change rights and addresses."""

    form = UserEditForm
    add_form = NewUserForm
    list_display = ("email", "is_active", "is_staff", "is_demo", "created_at", "last_login")
    list_filter = ("is_active", "is_staff", "is_superuser", "is_demo")
    search_fields = ("email",)
    ordering = ("email",)
    readonly_fields = ("last_login", "created_at", "updated_at")
    fieldsets = (
        (None, {"fields": ("email", "password", "is_demo")}),
        ("Rights", {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        ("Times", {"fields": ("last_login", "created_at", "updated_at")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "usable_password", "password1", "password2")}),)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        response = super().user_change_password(request, id, form_url)
        if request.method == "POST" and response.status_code == HTTPStatus.FOUND:
            self.record(request, kinds.STAFF_CHANGED, id, details="fields: password")
        return response


class StaffMemberFilter(admin.SimpleListFilter):
    title = "staff member"
    parameter_name = "by"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(user.pk), user.email) for user in User.objects.filter(is_staff=True).order_by("email")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEvent]) -> QuerySet[AuditEvent]:
        chosen = self.value()
        return queryset.filter(user_id=chosen) if chosen in dict(self.lookup_choices) and chosen else queryset


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdminMixin, admin.ModelAdmin):
    list_display = ("created_at", "actor", "action", "object_type", "summary", "result")
    list_filter = (
        StaffMemberFilter, ("object_type", ValuesFilter), ("action", ValuesFilter), ("result", ValuesFilter),
        "created_at",
    )  # fmt: skip
    list_select_related = ("user",)
    search_fields = ("action", "=object_id", "details", "=user__email")
    ordering = ("-created_at", "-pk")
    fields = ("created_at", "action", "actor", "object_type", "object_id", "result", "details", "values")
    show_full_result_count = False

    class Media:
        css: ClassVar = {"all": ["css/admin.css"]}

    @admin.display(description="what")
    def summary(self, event: AuditEvent) -> str:
        return event.details or f"fields: {len(event.changes)}"

    @admin.display(description="Before and after")
    def values(self, event: AuditEvent) -> str:
        return render_to_string("admin/people/_changes.html", {"changes": event.changes})


@admin.register(ApiKey)
class ApiKeyAdmin(ReadOnlyAdminMixin, SuperuserOnly):
    """Keys are created by `manage.py make_api_key`, which shows them once. Superusers revoke them here."""

    list_display = ("name", "prefix", "user", "scopes", "last_used_at", "expires_at", "revoked_at")
    list_filter = ("revoked_at", "expires_at")
    list_select_related = ("user",)
    search_fields = ("name", "=prefix", "=user__email")
    exclude = ("digest",)
    actions = ("revoke_selected",)

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        return is_superuser(request)

    @admin.action(description="Revoke the selected keys", permissions=["revoke"])
    def revoke_selected(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> None:
        assert isinstance(request.user, User)
        revoked = sum(revoke_api_key(key=key, by=request.user, now=timezone.now()) for key in queryset)
        self.message_user(request, f"{revoked} revoked. These keys no longer work.", messages.SUCCESS)
