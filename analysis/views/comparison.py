"""The page that compares two analyses."""

import uuid
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRefresh

from analysis.comparison.models import Comparison
from analysis.comparison.requesting import (
    CannotCompare,
    comparable,
    find_comparison,
    previous_of,
    request_comparison,
    send_if_lost,
)
from analysis.models import Job
from analysis.results.comparison import print_changed, print_comparison
from people.http import SignedInRequest

MAX_OFFERED = 50


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def compare(request: SignedInRequest, job_id: uuid.UUID) -> HttpResponse:
    """Show how an analysis differs from another one (`with`), or have it computed."""
    job = get_object_or_404(comparable(request.user), pk=job_id)
    other = _find_other(request, job)
    if request.method == "POST":
        if other is None:
            messages.error(request, "Choose another analysis to compare this one with.")
            return redirect("compare", job.pk)
        try:
            request_comparison(job, other, user=request.user)
        except CannotCompare as refused:
            messages.error(request, str(refused))
        return redirect(f"{reverse('compare', args=[job.pk])}?with={other.pk}")
    found = find_comparison(job, other) if other else None
    if found is not None and found.is_open:
        send_if_lost(found)
    if request.htmx:
        is_open = found is not None and found.is_open
        return HttpResponse(status=HTTPStatus.NO_CONTENT) if is_open else HttpResponseClientRefresh()
    return render(request, "analysis/compare.html", _context(request, job, other, found))


def _find_other(request: SignedInRequest, job: Job) -> Job | None:
    """Return the analysis that the request names, or the one before."""
    named = request.POST.get("with") or request.GET.get("with") or previous_of(job, request.user)
    try:
        other_id = uuid.UUID(str(named))
    except ValueError:
        return None
    return get_object_or_404(comparable(request.user), pk=other_id)


def _context(request: SignedInRequest, job: Job, other: Job | None, found: Comparison | None) -> dict[str, object]:
    pair = sorted((job, other), key=lambda one: one.created_at) if other else []
    result = found.result if found else None
    return {
        "job": job, "other": other, "comparison": found, "earlier": pair[0] if pair else None,
        "later": pair[-1] if pair else None, "offered": comparable(request.user).exclude(pk=job.pk)[:MAX_OFFERED],
        "measures": list(print_comparison(result)) if result else [],
        "changed": list(print_changed(result)) if result else [],
    }  # fmt: skip
