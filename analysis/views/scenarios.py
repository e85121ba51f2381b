"""Rename and delete scenarios, and make what is tried the plan."""

import uuid
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from analysis.views.questions import finished_analyses
from analysis.views.what_if import NameForm, load_panel
from analysis.what_if import changes
from analysis.what_if.models import MAX_NAME_LENGTH, Scenario
from analysis.what_if.plan_edit import build_edit
from people.http import SignedInRequest, redirect_back, redirect_with_query
from portfolios.changes.household import profile_years
from portfolios.household.checks import HouseholdRefused
from portfolios.models import Profile
from portfolios.views.page import lock_for_writing


@login_required
@require_POST
def rename_scenario(request: SignedInRequest, scenario_id: uuid.UUID) -> HttpResponse:
    scenario = get_object_or_404(Scenario.objects.owned_by(request.user), pk=scenario_id)
    form = NameForm(request.POST)
    if form.is_valid() and form.cleaned_data["name"]:
        changes.rename_scenario(user=request.user, scenario_id=scenario.pk, name=form.cleaned_data["name"])
        messages.success(request, "Saved the name.")
    else:
        messages.error(request, f"The name was not saved. Enter 1 to {MAX_NAME_LENGTH} characters.")
    return return_to_page(request, form)


@login_required
@require_POST
def delete_scenario(request: SignedInRequest, scenario_id: uuid.UUID) -> HttpResponse:
    scenario = get_object_or_404(Scenario.objects.owned_by(request.user), pk=scenario_id)
    changes.delete_scenario(user=request.user, scenario_id=scenario.pk)
    messages.success(request, f"Deleted the scenario “{scenario.name}”.")
    return return_to_page(request, NameForm(request.POST))


def return_to_page(request: SignedInRequest, form: NameForm) -> HttpResponse:
    """Go back to the what-if page that the form was sent from, with its levers, or to the latest analysis."""
    job_id = form.cleaned_data.get("job") if form.is_valid() else None
    job = finished_analyses(request).filter(pk=job_id).first() if job_id else None
    return redirect_back(request, "what_if", job.pk) if job else redirect("latest_analysis")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def make_plan(request: SignedInRequest, job_id: uuid.UUID) -> HttpResponse:
    """Show what would change in the plan, and change it."""
    job = get_object_or_404(finished_analyses(request), pk=job_id)
    panel = load_panel(job, request.POST or request.GET)
    if panel is None or not panel[1].is_valid():
        return redirect_with_query(request, "what_if", job.pk)
    from analysis.what_if.base import find_monthly_benefit

    base, form = panel
    profile = get_object_or_404(lock_for_writing(Profile.objects.filter(user=request.user), request))
    edit = build_edit(
        profile, form.moved, today=profile_years(profile).today, monthly_benefit=find_monthly_benefit(base),
        currency=base.currency,
    )  # fmt: skip
    context = {
        "job": job,
        "edit": edit,
        "version": profile.version,
        "query": form.moved.query,
        "moved_query": urlencode(form.moved.query),
    }
    if request.method != "POST":
        return render(request, "analysis/what_if_plan.html", context)
    if request.POST.get("version") != str(profile.version):
        context["error"] = "Your plan has changed since you opened this page. Check the values and change it again."
        return render(request, "analysis/what_if_plan.html", context, status=HTTPStatus.CONFLICT)
    try:
        changes.make_plan(profile=profile, edit=edit)
    except HouseholdRefused as refused:
        context["error"] = f"Your plan was not changed. {' '.join(sum(refused.fields.values(), []))}"
        return render(request, "analysis/what_if_plan.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    messages.success(request, "This is your plan now. Start a new analysis to see it in your report.")
    return redirect("plan")
