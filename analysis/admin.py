from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from analysis.models import Job, Span, Step


class ReadOnly:
    """What happened is looked at here, not edited."""

    def has_add_permission(self, *_: Any) -> bool:
        return False

    def has_change_permission(self, *_: Any) -> bool:
        return False

    def has_delete_permission(self, *_: Any) -> bool:
        return False


class StepInline(ReadOnly, admin.TabularInline):
    model = Step
    fields: ClassVar = ["name", "agent", "status", "message", "attempts", "started_at", "finished_at", "error_message"]


@admin.register(Job)
class JobAdmin(ReadOnly, admin.ModelAdmin):
    list_display: ClassVar = ["created_at", "user", "job_type", "status", "attempt", "error_code", "completed_at"]
    list_filter: ClassVar = ["status", "job_type", "error_code"]
    list_select_related: ClassVar = ["user"]
    search_fields: ClassVar = ["id", "user__email"]
    date_hierarchy = "created_at"
    exclude: ClassVar = [
        "snapshot", "facts", "report_payload", "charts_payload", "retirement_payload", "summary_payload", "lease_token",
    ]  # fmt: skip
    inlines: ClassVar = [StepInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Job]:
        return super().get_queryset(request).light()  # type: ignore[attr-defined] our queryset


@admin.register(Span)
class SpanAdmin(ReadOnly, admin.ModelAdmin):
    list_display: ClassVar = ["started_at", "kind", "name", "agent", "model", "seconds", "input_tokens", "error"]
    list_filter: ClassVar = ["kind", "agent", "model"]
    search_fields: ClassVar = ["=job__id", "name", "error"]
    list_select_related: ClassVar = ["job"]
