"""Base classes for admin pages: read-only, audited, and deletion with counts."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from people.audit import kinds, record_event
from people.models import User


class CheckedChangeList(ChangeList):
    """Refuse filters that have no SQL, such as a year of thirty digits, as Django refuses other wrong filters."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Any]:
        rows = super().get_queryset(request, exclude_parameters)
        try:
            rows.query.clone().get_compiler(rows.db).as_sql()
        except EmptyResultSet:
            return rows
        except (ValueError, OverflowError) as error:
            raise IncorrectLookupParameters(error) from error
        return rows


class CheckedFilters(admin.ModelAdmin):
    """What every page of the admin is based on."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Return the field of a form. The two inputs of a time get a name each."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, AdminSplitDateTime):
            for part, widget in zip(("date", "time"), field.widget.widgets, strict=True):
                widget.attrs["aria-label"] = f"{db_field.verbose_name}, {part}"
        return field

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        found = super().get_changelist(request, **kwargs)
        return CheckedChangeList if found is ChangeList else type(found.__name__, (CheckedChangeList, found), {})


class ReadOnlyAdminMixin:
    """Show rows without letting anyone add, change or delete them."""

    def has_add_permission(self, *_: Any) -> bool:
        return False

    def has_change_permission(self, *_: Any) -> bool:
        return False

    def has_delete_permission(self, *_: Any) -> bool:
        return False


class AuditedViews(admin.ModelAdmin):
    """Record each view of people's data as an audit event, without the search terms."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        response = super().changelist_view(request, extra_context)
        return self._audited(request, response, "list, searched" if request.GET.get("q") else "list")

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        return self._audited(request, super().changeform_view(request, object_id, form_url, extra_context), "row")

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        return self._audited(request, super().history_view(request, object_id, extra_context), "history")

    def _audited(self, request: HttpRequest, response: HttpResponse, page: str) -> HttpResponse:
        """Return the response, and record that staff viewed it. page: its kind, such as "history"."""
        context: dict[str, Any] | None = getattr(response, "context_data", None)
        if context is not None:  # a redirect shows nothing
            self.record_view(request, context.get("original") or context.get("object"), page)
        return response

    def record_view(self, request: HttpRequest, row: Any, page: str) -> None:
        """Add the audit event of a view of one row, or of a page when row is None."""
        assert isinstance(request.user, User)
        record_event(kinds.VIEWED, by=request.user, row=row or self.model, details=page)


class AuditedReadOnlyAdmin(ReadOnlyAdminMixin, AuditedViews):
    """Show users' data read-only and record each view as an audit event, without the search terms."""

    view_on_site = False
    show_full_result_count = False


class CountedDeletionAdmin(admin.ModelAdmin):
    """Count the dependent rows before a deletion instead of listing them: they may be a user's holdings."""

    def get_deleted_objects(self, objs: QuerySet[Any] | Sequence[Any], request: HttpRequest) -> Any:
        _, counts, _, blocking = super().get_deleted_objects(objs, request)
        allowed = self.has_delete_permission(request)
        protected = [f"{len(blocking)} rows that depend on it"] if blocking else []
        note = ["The rows are counted above. They are not listed because they may be private."]
        return note, counts, set() if allowed else {str(self.opts.verbose_name)}, protected


class ValuesFilter(admin.AllValuesFieldListFilter):
    """A filter by the values that rows have. An empty value gets a name, as a link needs one."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        for choice in super().choices(changelist):
            yield {**choice, "display": choice["display"] or "(none)"}
