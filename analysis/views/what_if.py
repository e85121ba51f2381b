"""The what-if page of an analysis: try changes, save them as scenarios, compare these, make one the plan.

What projects is imported in each view: it needs numpy, which no other page loads.
"""

import uuid
from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from advisors.document.printed_action import PrintedAction
from analysis.decisions.changes import find_action
from analysis.models import Job
from analysis.results.last_analysis import load_actions
from analysis.views.questions import finished_analyses
from analysis.what_if import changes
from analysis.what_if.advised import HAS_ENGINE, levers_of_action, needs_stocks
from analysis.what_if.models import MAX_NAME_LENGTH, Scenario
from people.http import SignedInRequest
from portfolios.fields.text import CleanTextField

if TYPE_CHECKING:
    from analysis.what_if.base import Base
    from analysis.what_if.forms import LeversForm


SUSTAINED = "sustained"
"""The part of the page that a script asks for after the rest."""
HUNDREDS = -2
"""The digits of an amount that a few runs found."""


class NameForm(forms.Form):
    """job: the analysis whose page the scenario is named on."""

    name = CleanTextField(max_length=MAX_NAME_LENGTH, required=False)
    job = forms.UUIDField(required=False)


def load_panel(
    job: Job, values: Mapping[str, Any], advised: PrintedAction | None = None
) -> "tuple[Base, LeversForm] | None":
    """Return the plan of an analysis with the form of its levers; None where nothing can be tried.

    advised: the action whose change fills the form in place of the values.
    """
    if not HAS_ENGINE:
        return None
    from analysis.what_if.base import load_base
    from analysis.what_if.forms import LeversForm

    base = load_base(job.pk, job.completed_at)
    if base is None:
        return None
    form = LeversForm(values, base=base)
    if advised is None:
        return base, form
    planned = {name: value for name, value in form.planned.items() if value is not None}
    levers = levers_of_action(advised, planned, needs_stocks=needs_stocks(job.pk))
    return base, LeversForm(levers.query, base=base)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def what_if(request: SignedInRequest, job_id: uuid.UUID) -> HttpResponse:
    """Show what a change of the plan does; a POST saves it as a scenario."""
    job = get_object_or_404(finished_analyses(request), pk=job_id)
    wanted = request.GET.get("action", "")
    advised = find_action(load_actions(request.user, job.pk), wanted) if wanted else None
    panel = load_panel(job, request.POST or request.GET, advised)
    if panel is None and request.method == "POST":
        messages.error(request, "The scenario was not saved, because this analysis has no projection to try it on.")
        return redirect("what_if", job.pk)
    if panel is None:
        scenarios = Scenario.objects.owned_by(request.user)
        context = {"job": job, "longest_name": MAX_NAME_LENGTH, "scenarios": scenarios, "has_engine": HAS_ENGINE}
        return render(request, "analysis/what_if.html", context)
    if request.method == "POST":
        return save_what_is_tried(request, job, *panel)
    if request.htmx and request.GET.get("part") == SUSTAINED and panel[1].is_valid():
        return show_sustained(request, *panel)
    return show_panel(request, job, *panel, advised)


def show_sustained(request: SignedInRequest, base: "Base", form: "LeversForm") -> HttpResponse:
    """Render what a change sustains after tax, which takes too long to wait for with the chance."""
    from analysis.what_if.trying import sustain_levers
    from analysis.what_if.words import about

    amounts = base.estimated_income, sustain_levers(base, form.moved)
    before, after = (about(amount, base.currency, HUNDREDS) for amount in amounts)
    return render(request, "analysis/_what_if_sustained.html", {"before": before, "after": after})


def show_panel(
    request: SignedInRequest, job: Job, base: "Base", form: "LeversForm", advised: PrintedAction | None
) -> HttpResponse:
    """Render the page or, for a script, what changes on it."""
    from analysis.what_if.page import build_page

    own = Scenario.objects.owned_by(request.user)
    context = {"job": job, "longest_name": MAX_NAME_LENGTH, "advised": advised, **build_page(base, form, own)}
    status = HTTPStatus.OK if form.is_valid() else HTTPStatus.UNPROCESSABLE_ENTITY
    if not request.htmx or request.htmx.history_restore_request:
        return render(request, "analysis/what_if.html", context, status=status)
    response = render(request, "analysis/_what_if_result.html", context, status=status)
    if form.is_valid():  # else the address keeps the last values that are
        query = context["moved_query"]
        response["HX-Replace-Url"] = reverse("what_if", args=[job.pk]) + (f"?{query}" if query else "")
    return response


def save_what_is_tried(request: SignedInRequest, job: Job, base: "Base", form: "LeversForm") -> HttpResponse:
    """Save the levers of the form as a scenario and go back to the page."""
    from analysis.what_if.words import name_levers

    named = NameForm(request.POST)
    if not form.is_valid() or not named.is_valid():
        messages.error(request, f"The scenario was not saved. A name has at most {MAX_NAME_LENGTH} characters.")
        return redirect("what_if", job.pk)
    try:
        name = named.cleaned_data["name"] or name_levers(form.moved, base.currency)
        scenario = changes.save_scenario(user=request.user, name=name, levers=form.moved, currency=base.currency)
    except changes.ScenarioRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"Saved the scenario “{scenario.name}”.")
    response = redirect("what_if", job.pk)
    response["Location"] += f"?{urlencode(form.moved.query)}"
    return response
