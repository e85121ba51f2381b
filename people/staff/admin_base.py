"""Ways of the admin that several apps share: what is only looked at, and what is on record when it is."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from people.models import AuditEvent, User


class ReadOnlyAdminMixin:
    """Looked at, not edited; staff without the right to view do not come here at all."""

    def has_add_permission(self, *_: Any) -> bool:
        return False

    def has_change_permission(self, *_: Any) -> bool:
        return False

    def has_delete_permission(self, *_: Any) -> bool:
        return False


class AuditedReadOnlyAdmin(ReadOnlyAdminMixin, admin.ModelAdmin):
    """What belongs to people: each look at it is an audit event. Words that were searched for are not kept."""

    view_on_site = False
    show_full_result_count = False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        response = super().changelist_view(request, extra_context)
        return self._audited(request, response, "list, searched" if request.GET.get("q") else "list")

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        return self._audited(request, super().changeform_view(request, object_id, form_url, extra_context), "row")

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        return self._audited(request, super().history_view(request, object_id, extra_context), "history")

    def _audited(self, request: HttpRequest, response: HttpResponse, what: str) -> HttpResponse:
        shown: dict[str, Any] | None = getattr(response, "context_data", None)
        if shown is not None:  # a redirect shows nothing
            self._note(request, shown.get("original") or shown.get("object"), what)
        return response

    def _note(self, request: HttpRequest, row: Any, what: str) -> None:
        assert isinstance(request.user, User)
        AuditEvent.objects.create(
            user=request.user, action="viewed_holdings", object_type=self.opts.model_name or "",
            object_id=str(row.pk) if row else "", details=what,
        )  # fmt: skip


class CountedDeletionAdmin(admin.ModelAdmin):
    """Before a row is deleted, what goes with it is counted, not listed: it may be somebody's holdings."""

    def get_deleted_objects(self, objs: QuerySet[Any] | Sequence[Any], request: HttpRequest) -> Any:
        _, counts, _, blocking = super().get_deleted_objects(objs, request)
        allowed = self.has_delete_permission(request)
        kept = [f"{len(blocking)} rows that depend on it"] if blocking else []
        listed = ["Counted above, not listed: some of it may be somebody's own."]
        return listed, counts, set() if allowed else {str(self.opts.verbose_name)}, kept
