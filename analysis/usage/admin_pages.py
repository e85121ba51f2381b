"""Show staff the runs of the agents, and the cost of language models as a page and as CSV."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from analysis.models import ModelCost
from analysis.usage.agent_runs import PeriodRuns
from analysis.usage.costs import MAX_LISTED, PeriodCosts
from people.staff.admin_base import AuditedReadOnlyAdmin

DEFAULT_DAYS, MAX_DAYS = 30, 366
PERIODS = {"Today": 1, "7 days": 7, "30 days": 30, "A year": 365}


class DayInput(forms.DateInput):
    input_type = "date"


class PeriodForm(forms.Form):
    """The period of the page; an empty form is the last thirty days."""

    first = forms.DateField(label="From", widget=DayInput(format="%Y-%m-%d"), required=False)
    last = forms.DateField(label="to", widget=DayInput(format="%Y-%m-%d"), required=False)

    def clean(self) -> dict[str, Any]:
        period: dict[str, Any] = self.cleaned_data
        if not self.errors:
            last = period["last"] or _today()
            first = period["first"] or last - timedelta(days=min(DEFAULT_DAYS - 1, last.toordinal() - 1))
            if not timedelta() <= last - first < timedelta(days=MAX_DAYS):
                raise ValidationError(f"Choose a start before the end, and at most {MAX_DAYS} days.")
            period |= {"first": first, "last": last}
        return period


class ModelCostPages(AuditedReadOnlyAdmin):
    """The pages and the CSV, for staff who may view model costs. Each view is recorded."""

    def costs_page(self, request: HttpRequest) -> HttpResponse:
        form, costs = self._parse_request(request)
        context = {
            **self._period_context(request, form, costs), "title": "Cost of language models", "costs": costs,
            "most_listed": MAX_LISTED,
        }  # fmt: skip
        page = TemplateResponse(request, "admin/analysis/model_costs.html", context)
        return self._audited(request, page, f"sums {costs.first} to {costs.last}")

    def costs_csv(self, request: HttpRequest) -> HttpResponse:
        """Return the costs as CSV, with the byte order mark that tells spreadsheets it is UTF-8."""
        _, costs = self._parse_request(request)
        self.record_view(request, None, f"CSV {costs.first} to {costs.last}")
        name = f"model-costs-{costs.first}-{costs.last}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(f"\ufeff{costs.as_csv()}", content_type="text/csv; charset=utf-8", headers=headers)

    def runs_page(self, request: HttpRequest) -> HttpResponse:
        """Show what the agents did, across all runs of a period."""
        form, costs = self._parse_request(request)
        runs = PeriodRuns(costs.first, costs.last)
        context = {**self._period_context(request, form, runs), "runs": runs, "title": "Runs of the agents"}
        page = TemplateResponse(request, "admin/analysis/agent_runs.html", context)
        return self._audited(request, page, f"runs {runs.first} to {runs.last}")

    def _period_context(
        self, request: HttpRequest, form: PeriodForm, period: PeriodCosts | PeriodRuns
    ) -> dict[str, Any]:
        """Return what every page of a period shows."""
        periods = [(label, _last_days(days)) for label, days in PERIODS.items()]
        site = self.admin_site.each_context(request)
        return {**site, "opts": ModelCost._meta, "form": form, "period": period, "periods": periods}

    def _parse_request(self, request: HttpRequest) -> tuple[PeriodForm, PeriodCosts]:
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = PeriodForm(request.GET)
        days = form.cleaned_data if form.is_valid() else _last_days(DEFAULT_DAYS)
        return form, PeriodCosts(days["first"], days["last"], _today())


def _last_days(days: int) -> dict[str, date]:
    return {"first": _today() - timedelta(days=days - 1), "last": _today()}


def _today() -> date:
    return timezone.now().date()
