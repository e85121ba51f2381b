"""The read-only admin of jobs, spans and model costs. Each view is recorded."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from analysis.jobs.queue_state import SystemState
from analysis.models import Job, ModelCost, Span, Step
from analysis.usage.admin_pages import ModelCostPages
from people.staff.admin_base import AuditedReadOnlyAdmin, ReadOnlyAdminMixin


class StepInline(ReadOnlyAdminMixin, admin.TabularInline):
    model = Step
    fields = ("name", "agent", "status", "message", "attempts", "started_at", "finished_at", "error_message")


@admin.register(Job)
class JobAdmin(AuditedReadOnlyAdmin):
    list_display = ("created_at", "user", "job_type", "status", "attempt", "error_code", "completed_at")
    list_filter = ("status", "job_type", "error_code")
    list_select_related = ("user",)
    search_fields = ("id", "user__email")
    date_hierarchy = "created_at"
    exclude = (
        "snapshot",
        "facts",
        "report_payload",
        "charts_payload",
        "retirement_payload",
        "summary_payload",
        "lease_token",
    )
    inlines = (StepInline,)

    def get_urls(self) -> list[URLPattern]:
        return [
            path("state/", self.admin_site.admin_view(self.state_page), name="system_state"),
            *super().get_urls(),
        ]

    def state_page(self, request: HttpRequest) -> HttpResponse:
        """Show the queue, the workers, and the failures and slow steps of the last day."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        site = self.admin_site.each_context(request)
        context = {**site, "opts": Job._meta, "title": "Queue and workers", "state": SystemState()}
        page = TemplateResponse(request, "admin/analysis/system_state.html", context)
        return self._audited(request, page, "queue and workers")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Job]:
        return Job.objects.without_large_columns()


@admin.register(Span)
class SpanAdmin(AuditedReadOnlyAdmin):
    list_display = (
        "started_at",
        "kind",
        "name",
        "agent",
        "model",
        "seconds",
        "input_tokens",
        "output_tokens",
        "cost_usd",
        "error",
    )
    list_filter = ("kind", "agent", "model")
    search_fields = ("=job__id", "name", "error")
    list_select_related = ("job",)
    exclude = ("prompt", "answer")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Span]:
        return Span.objects.without_large_columns()


@admin.register(ModelCost)
class ModelCostAdmin(ModelCostPages):
    list_display = ("day", "user", "model", "requests", "tokens_in", "tokens_out", "cost_usd", "unpriced_requests")
    list_filter = ("model",)
    list_select_related = ("user",)
    search_fields = ("user__email", "model")
    date_hierarchy = "day"

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("sums/", wrap(self.costs_page), name="model_costs"),
            path("runs/", wrap(self.runs_page), name="agent_runs"),
            path("sums.csv", wrap(self.costs_csv), name="model_costs_csv"),
            *super().get_urls(),
        ]
