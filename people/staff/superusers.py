"""Admin pages that only superusers may change: users, rights, keys and scheduled code."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse

from people.audit import diff_values
from people.fields import NewAddressInput
from people.models import AuditEvent, Change, User


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
            verb = "changed" if change else "added"
            self.record(request, verb, form.instance.pk, details=details, changes=changed_rights(form))

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        for row in queryset:
            self.record(request, "deleted", row.pk)
        return super().log_deletions(request, queryset)

    def record(self, request: HttpRequest, verb: str, pk: Any, **values: Any) -> None:
        """Add the audit event of a change of one row."""
        assert isinstance(request.user, User)
        kind = self.opts.model_name or ""
        AuditEvent.objects.create(
            user=request.user, action=f"{verb}_{kind}"[:60], object_type=kind, object_id=str(pk)[:40], **values
        )


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
                self.record(request, name, pk)
            return function(site, request, rows)

        return run


class StaffSite(admin.AdminSite):
    """The admin site. Only superusers see tables of libraries, whatever the library declares."""

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        tables: list[Any] = [model_or_iterable] if isinstance(model_or_iterable, type) else model_or_iterable
        for model in tables:
            page = admin_class or admin.ModelAdmin
            if model._meta.app_config.name not in settings.OWN_APPS:
                page = type(page.__name__, (LibraryAdmin, page), {"__module__": __name__})
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
