"""The admin of jobs, spans, model costs and schedules: read-only, but schedules can be paused. Views are recorded."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone

from analysis.jobs.queue_state import SystemState
from analysis.models import Job, ModelCost, Span, Step
from analysis.schedules.models import Digest, Schedule
from analysis.schedules.planning import set_paused
from analysis.usage.admin_pages import ModelCostPages
from people.models import User
from people.staff.admin_base import AuditedReadOnlyAdmin, ReadOnlyAdminMixin, ValuesFilter


class StepInline(ReadOnlyAdminMixin, admin.StackedInline):
    model = Step
    fields = ("name", "agent", "status", "message", "attempts", "started_at", "finished_at", "error_message")


@admin.register(Job)
class JobAdmin(AuditedReadOnlyAdmin):
    list_display = ("created_at", "user", "job_type", "status", "attempt", "error_code", "completed_at")
    list_filter = ("status", "job_type", ("error_code", ValuesFilter))
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
    list_filter = ("kind", ("agent", ValuesFilter), ("model", ValuesFilter))
    search_fields = ("=job__id", "name", "error")
    list_select_related = ("job",)
    exclude = ("prompt", "answer")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Span]:
        return Span.objects.without_large_columns()


@admin.register(ModelCost)
class ModelCostAdmin(ModelCostPages):
    list_display = ("day", "user", "model", "requests", "tokens_in", "tokens_out", "cost_usd", "unpriced_requests")
    list_filter = (("model", ValuesFilter),)
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


@admin.register(Schedule)
class ScheduleAdmin(AuditedReadOnlyAdmin):
    """Whose analysis runs by itself and when. Who may change schedules can pause and resume them."""

    list_display = ("user", "every", "next_on", "mails", "is_paused", "last_mail")
    list_filter = ("every", "is_paused", "mails")
    list_select_related = ("user",)
    search_fields = ("user__email",)
    date_hierarchy = "next_on"
    ordering = ("next_on", "pk")
    actions = ("pause", "resume")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Schedule]:
        last = Digest.objects.filter(user=OuterRef("user")).order_by("-created_at")
        return Schedule.objects.annotate(digest_status=Subquery(last.values("status")[:1]))

    @admin.display(description="last mail", empty_value="none yet")
    def last_mail(self, row: Any) -> str | None:
        return str(Digest.Status(row.digest_status).label) if row.digest_status else None

    def has_pause_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("analysis.change_schedule")

    @admin.action(description="Pause", permissions=["pause"])
    def pause(self, request: HttpRequest, chosen: QuerySet[Schedule]) -> None:
        self._set_paused(request, chosen, is_paused=True)

    @admin.action(description="Resume at the next date", permissions=["pause"])
    def resume(self, request: HttpRequest, chosen: QuerySet[Schedule]) -> None:
        self._set_paused(request, chosen, is_paused=False)

    def _set_paused(self, request: HttpRequest, chosen: QuerySet[Schedule], *, is_paused: bool) -> None:
        assert isinstance(request.user, User)
        count = set_paused(chosen, is_paused=is_paused, by=request.user, today=timezone.now().date())
        done = "paused" if is_paused else "resumed"
        self.message_user(request, f"{count} {done}.", messages.SUCCESS)
