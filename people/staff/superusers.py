"""Admin pages that only superusers may change: users, rights, keys and scheduled code."""

from collections.abc import Callable
from typing import Any, ClassVar

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from people.audit import EventKind, diff_values, kinds, record_event
from people.fields import NewAddressInput
from people.models import Change, User
from people.sign_in.second_factor import has_second_factor, used_second_factor
from people.staff.admin_base import CheckedFilters


class SuperuserOnly(admin.ModelAdmin):
    """Let staff with the right to view look, and superusers change. Record each change as an audit event.

    The event names the changed fields. It has values only of flags and rights: others may be secret or personal.
    """

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return is_superuser(request) and super().has_add_permission(request, *args)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_superuser(request) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_superuser(request) and super().has_delete_permission(request, obj)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Refuse every action of other staff, even one that lacks its own permission check."""
        if request.method == "POST" and not is_superuser(request):
            raise PermissionDenied
        return super().changelist_view(request, extra_context)

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if form.changed_data or not change:
            details = f"fields: {', '.join(form.changed_data)}"[:500]
            kind = kinds.STAFF_CHANGED if change else kinds.STAFF_ADDED
            self.record(request, kind, form.instance.pk, details=details, changes=changed_rights(form))

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        for row in queryset:
            self.record(request, kinds.STAFF_DELETED, row.pk)
        return super().log_deletions(request, queryset)

    def record(self, request: HttpRequest, kind: EventKind, pk: Any, **values: Any) -> None:
        """Add the audit event of a change of one row."""
        assert isinstance(request.user, User)
        record_event(kind, by=request.user, row=self.model(pk=pk), **values)


class LibraryAdmin(SuperuserOnly):
    """A table of a library, such as groups, addresses and queued code. Only superusers see it."""

    formfield_overrides: ClassVar[dict[Any, Any]] = {models.EmailField: {"form_class": NewAddressInput}}

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_superuser(request) and super().has_view_permission(request, obj)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_superuser(request)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Return the actions, wrapped so that they are recorded. `log_deletions` records confirmed deletions."""
        actions: dict[str, Any] = super().get_actions(request)
        return {
            name: (function if name == "delete_selected" else self.recorded(name, function), name, description)
            for name, (function, _, description) in actions.items()
        }

    def recorded(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def run(site: "LibraryAdmin", request: HttpRequest, rows: models.QuerySet[Any]) -> Any:
            for pk in list(rows.values_list("pk", flat=True)):
                self.record(request, kinds.STAFF_RAN_ACTION, pk, details=name)
            return function(site, request, rows)

        return run


class SecretsAdmin(LibraryAdmin):
    """A table of secrets, such as keys of authenticator apps. Superusers delete its rows but never see the secrets."""

    exclude = ("data", "token", "token_secret", "secret", "key", "settings")

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


SECRET_TABLES = {"mfa.authenticator", "socialaccount.socialapp", "socialaccount.socialtoken"}
SEARCH_FIELDS = {"usersessions.usersession": ("user__email", "ip")}
"""Of tables whose own admin page searches for user names, which our users do not have."""


class StaffSite(admin.AdminSite):
    """The admin site, for staff who signed in with a second factor. Only superusers see tables of libraries."""

    def has_permission(self, request: HttpRequest) -> bool:
        """Return whether this is staff with a second factor, asking the database once in a request."""
        known: bool | None = getattr(request, "staff_permission", None)
        if known is None:
            known = super().has_permission(request) and used_second_factor(request) and has_second_factor(request.user)
            request.staff_permission = known  # type: ignore[attr-defined]
        return known

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Lead to the sign-in of everybody, then to what is missing: setting up a second factor, or showing it."""
        target = request.GET.get(REDIRECT_FIELD_NAME, "")
        if not url_has_allowed_host_and_scheme(target, {request.get_host()}):
            target = reverse("admin:index")
        if request.user.is_anonymous:
            return redirect_to_login(target)
        if not admin.AdminSite.has_permission(self, request):
            raise PermissionDenied
        if not has_second_factor(request.user):
            messages.warning(request, "Staff need a second factor. Set up an authenticator app or a passkey first.")
            return redirect("security")
        if not used_second_factor(request):
            method = next(way for way in get_adapter().get_reauthentication_methods(request.user) if "mfa" in way["id"])
            return redirect(f"{method['url']}?{urlencode({REDIRECT_FIELD_NAME: target})}")
        return redirect(target)

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        tables: list[Any] = [model_or_iterable] if isinstance(model_or_iterable, type) else model_or_iterable
        for model in tables:
            page = admin_class or admin.ModelAdmin
            if model._meta.app_config.name not in settings.OWN_APPS:
                label = model._meta.label_lower
                base = SecretsAdmin if label in SECRET_TABLES else LibraryAdmin
                search = {"search_fields": SEARCH_FIELDS[label]} if label in SEARCH_FIELDS else {}
                page = type(page.__name__, (base, page), {"__module__": __name__, **search})
            page = type(page.__name__, (CheckedFilters, page), {"__module__": page.__module__})
            super().register(model, page, **options)


def is_superuser(request: HttpRequest) -> bool:
    return request.user.is_active and request.user.is_superuser


def changed_rights(form: ModelForm) -> list[Change]:
    """Return the changed flags, and the groups and permissions that were removed (before) and added (after)."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    fields = {field.name: field for field in (*form.instance._meta.fields, *form.instance._meta.many_to_many)}
    for name in form.changed_data:
        old, new = form.initial.get(name), form.cleaned_data.get(name)
        if isinstance(fields.get(name), models.BooleanField):
            before[name], after[name] = old, new
        elif isinstance(fields.get(name), models.ManyToManyField):
            had, has = ({str(row) for row in rows or ()} for rows in (old, new))
            before[name], after[name] = ", ".join(sorted(had - has)), ", ".join(sorted(has - had))
    return diff_values(before, after)
