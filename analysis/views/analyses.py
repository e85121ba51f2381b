"""The pages of the advisor team and of its analyses."""

import uuid
from collections.abc import Hashable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, DateTimeField, Max, Q
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from advisors.document.document import LETTER_TITLES, RETIREMENT_SECTIONS
from analysis.exporting.files import EXPORT_FILES
from analysis.job_kinds import KINDS, WHOLE, JobKind
from analysis.jobs import dispatch
from analysis.jobs.errors import TooManyAnalyses
from analysis.jobs.keeping import delete, rename
from analysis.jobs.messages import find_with_progress
from analysis.models import Job, JobQuerySet
from analysis.payloads import ReportPayload
from analysis.results.chart_data import build_accounts_chart, build_chart_data, build_fan_chart, build_swings_chart
from analysis.results.document import AnalysisResult, load_result
from analysis.results.earlier import FILTERS, filter_kind, filter_shown, list_earlier, with_results
from analysis.results.figures import FigureLinker
from analysis.results.folds import find_headline, split_by_tab
from analysis.results.household.charts import build_household_charts
from analysis.results.last_analysis import finished_analyses
from analysis.results.progress_cards import build_cards, build_stamp, load_team_progress, measure_silence
from analysis.results.value_chart import build_value_chart, load_days
from analysis.trace.queries import find_span, load_trace_context
from analysis.usage.cost_estimate import estimate_text
from analysis.views.forms import RenameAnalysisForm, StartAnalysisForm
from analysis.views.privacy import privacy_context
from people.http import SignedInRequest, redirect_back, redirect_with_query
from people.kept_pages.views import do_not_keep, kept_page, own_data_version
from portfolios.facts.formatting import describe_rates

TRACE, RECOMMENDATIONS, CHARTS = "trace", "recommendations", "charts"
TABS = {
    "overview": "Overview",
    CHARTS: "Charts",
    "retirement": "Retirement",
    RECOMMENDATIONS: "Recommendations",
    TRACE: "Trace",
}
ALL_TABS = "all"
PAGE_SIZE = 10


def _own_analyses(request: SignedInRequest) -> JobQuerySet:
    return Job.objects.owned_by(request.user)  # type: ignore[no-any-return]


def _last_completed(request: SignedInRequest) -> Job | None:
    return finished_analyses(request.user).without_large_columns().first()


def _progress_context(request: SignedInRequest, job: Job) -> dict[str, Any]:
    return {
        "progress": load_team_progress(job),
        "last_completed": None if job.is_active else _last_completed(request),
        "start_key": uuid.uuid4(),
        "estimate": "" if job.is_active or not job.kind.is_whole else _estimate(request),
        "start_kind": job.kind,
    }


def _load_with_progress(request: SignedInRequest, job_id: uuid.UUID) -> Any:
    job = find_with_progress(request.user.pk, job_id)
    if job is None:
        raise Http404
    return job


def tabs_of(kind: JobKind, report: ReportPayload | None) -> dict[str, str]:
    """Return the tabs of an analysis. One of a part has those that it fills."""
    if kind.is_whole:
        return TABS
    is_projection = set(kind.sections) <= set(RETIREMENT_SECTIONS)
    has_letter = report is not None and report.document is not None and report.document.letter.sentences
    left_out = {"charts", "retirement"} - ({"retirement"} if is_projection else set())
    left_out |= {"overview"} if is_projection and not has_letter else set()
    return {key: label for key, label in TABS.items() if key not in left_out}


def _estimate(request: SignedInRequest) -> str:
    return estimate_text(request.user, privacy_context(request.user)["privacy"])


@login_required
@require_safe
@never_cache
@kept_page(query=("page", "show", "kind"), version=lambda request: (own_data_version(request), _estimate(request)))
def team(request: SignedInRequest) -> HttpResponse:
    shown, kind = request.GET.get("show", ""), request.GET.get("kind", "")
    jobs = filter_kind(filter_shown(with_results(_own_analyses(request)), shown), kind)
    page = Paginator(jobs, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "earlier": list_earlier(list(page)),
        "filters": FILTERS,
        "shown": shown if shown in FILTERS else next(iter(FILTERS)),
        "kinds": KINDS,
        "kind_shown": kind,
        "parts": [one for one in KINDS if not one.is_whole],
        "cards": build_cards(),
        "start_key": uuid.uuid4(),
        "has_accounts": request.user.accounts.exists(),
        **privacy_context(request.user),
    }
    latest = _own_analyses(request).without_large_columns().running_first().first()
    context["has_any"] = latest is not None
    if latest and latest.is_active:
        do_not_keep(request)
    if latest and latest.status != Job.Status.COMPLETED and page.number == 1:
        context |= _progress_context(request, latest)
    else:
        context["estimate"] = _estimate(request)
    return render(request, "analysis/team.html", context)


@login_required
@require_POST
def start_analysis(request: SignedInRequest) -> HttpResponse:
    form = StartAnalysisForm(request.POST)
    if not form.is_valid() and "job_type" in form.errors:
        messages.error(request, "Nothing was started. Choose what to analyze on this page.")
        return redirect("team")
    key, kind = form.cleaned_data.get("idempotency_key"), form.cleaned_data["job_type"] or WHOLE.key
    try:
        started = dispatch.start(user=request.user, idempotency_key=str(key) if key else None, job_type=kind)
    except TooManyAnalyses as error:
        messages.error(request, str(error))
    else:
        if not started.created:
            messages.info(request, "This analysis has already started.")
    return redirect("team")


@login_required
@require_POST
def cancel_analysis(request: SignedInRequest, job_id: uuid.UUID) -> HttpResponse:
    job = get_object_or_404(_own_analyses(request).without_large_columns(), pk=job_id)
    if not dispatch.cancel(user=request.user, job_id=job.pk):
        messages.info(request, "This analysis ended before it could be cancelled.")
    return redirect("team")


@login_required
@require_POST
def rename_analysis(request: SignedInRequest, job_id: uuid.UUID) -> HttpResponse:
    job = get_object_or_404(_own_analyses(request).without_large_columns(), pk=job_id)
    form = RenameAnalysisForm(request.POST)
    if form.is_valid():
        rename(user=request.user, job_id=job.pk, name=form.cleaned_data["name"])
        messages.success(request, "Saved the name.")
    else:
        messages.error(request, "The name was not saved. Use at most 80 characters.")
    return redirect_back(request, "team")


@login_required
@require_POST
def delete_analysis(request: SignedInRequest, job_id: uuid.UUID) -> HttpResponse:
    job = get_object_or_404(_own_analyses(request).without_large_columns(), pk=job_id)
    if delete(user=request.user, job_id=job.pk):
        messages.success(request, "Deleted the analysis.")
    else:
        messages.error(request, "This analysis is still running. Cancel it first.")
    return redirect_back(request, "team")


@login_required
@require_safe
@never_cache
def progress(request: SignedInRequest, job_id: uuid.UUID) -> HttpResponse:
    """Return the panel of a run; 204 while it is as the page that asks shows it (`seen`)."""
    job = _load_with_progress(request, job_id)
    if job.is_neglected:
        dispatch.reap_user_jobs(request.user)
        job = _load_with_progress(request, job_id)
    if job.status != Job.Status.COMPLETED:
        silence = measure_silence(job, job.step_changed_at, job.clock)
        is_quiet = job.is_active and silence is None and not job.wait_reason
        if is_quiet and request.GET.get("seen", "") == build_stamp(job, job.step_changed_at):
            return HttpResponse(status=HTTPStatus.NO_CONTENT)
        return render(request, "analysis/_progress.html", _progress_context(request, job))
    address = reverse("analysis", args=[job.pk])
    if not request.htmx:
        return redirect_with_query(request, address)
    current = urlsplit(request.htmx.current_url_abs_path or "")
    query = f"?{current.query}" if current.path == address and current.query else ""  # keep the tab of its own page
    return HttpResponseClientRedirect(address + query)


def _finished_version(request: SignedInRequest, job_id: uuid.UUID) -> Hashable:
    """Return when a finished analysis and its decisions last changed, and how many spans and texts its trace has.

    None for an analysis that is not finished.
    """
    finished = _own_analyses(request).completed().filter(pk=job_id)
    if request.GET.get("tab") in (RECOMMENDATIONS, ALL_TABS):
        finished = finished.annotate(decided=Count("decisions"), decided_at=Max("decisions__updated_at"))
        return finished.order_by().values_list("updated_at", "decided", "decided_at").first()
    if request.GET.get("tab") == TRACE:
        finished = finished.annotate(
            all_spans=Count("spans"), texts=Count("spans", filter=~Q(spans__prompt="", spans__answer=""))
        )
        return finished.order_by().values_list("updated_at", "all_spans", "texts").first()
    return finished.order_by().values_list("updated_at").first()


@login_required
@require_safe
@kept_page(query=("tab",), version=_finished_version)
def analysis(request: SignedInRequest, job_id: uuid.UUID) -> HttpResponse:
    taken_at = Cast(KT("snapshot__taken_at"), DateTimeField())
    analyses = _own_analyses(request).defer("snapshot").annotate(snapshot_taken_at=taken_at)
    tab, span_id = request.GET.get("tab", ""), request.GET.get("span", "")
    job = get_object_or_404(analyses, pk=job_id)
    if span_id and request.htmx:
        return render(request, "analysis/_span_texts.html", {"opened": find_span(job, span_id)})
    traced = load_trace_context(job, span_id) if tab == TRACE and not job.is_active else {}
    if job.status != Job.Status.COMPLETED:
        return render(request, "analysis/unfinished.html", {**_progress_context(request, job), **traced})
    context = {
        "job": job,
        "kind": job.kind,
        "progress": load_team_progress(job),
        "tabs": (tabs := tabs_of(job.kind, job.report_payload)),
        "tab": tab if tab in (*tabs, ALL_TABS) else next(iter(tabs)),
        "report": job.report_payload,
        "export_files": [file for file in EXPORT_FILES if file.is_available()],
        **(traced or _result_context(load_result(job))),
    }
    if tab in (CHARTS, ALL_TABS) and not traced:
        code = context["currency"]
        context["value_chart"] = build_value_chart(load_days(job, code), code)
    return render(request, "analysis/analysis.html", context)


def _result_context(result: AnalysisResult) -> dict[str, Any]:
    """Return what the tabs show."""
    return {
        "currency": result.currency,
        "converted_at": describe_rates(result.facts),
        "report": result.report,
        "document": result.document,
        "titles": LETTER_TITLES,
        "sections": split_by_tab(result.document),
        "headline": find_headline(result.document),
        "summary": result.summary,
        "retirement": result.retirement,
        "drawings": build_chart_data(result.charts, result.facts),
        "accounts_chart": build_accounts_chart(result.charts, result.facts),
        "fan": build_fan_chart(result.retirement, result.currency),
        "household": build_household_charts(result.retirement.household if result.retirement else None),
        "swings": build_swings_chart(result.retirement, result.currency),
        "earlier_actions": sorted(result.summary.actions, key=lambda a: a.priority) if result.summary else [],
        "figures": FigureLinker(result.facts),
    }


@login_required
@require_safe
def latest_analysis(request: SignedInRequest) -> HttpResponse:
    job = _last_completed(request)
    if job is None:
        messages.info(request, "You have no finished analysis yet. Start one here.")
        return redirect_with_query(request, "team")
    return redirect_with_query(request, "analysis", job.pk)
