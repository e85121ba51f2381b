"""Decide about an action of an analysis, on the dashboard and on the page of the analysis."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from advisors.actions.action import MAX_ID_LENGTH
from analysis.decisions.changes import UnknownAction, decide, find_action, take_back
from analysis.decisions.models import MAX_NOTE_LENGTH, Decision
from analysis.models import Job
from analysis.results.last_analysis import load_actions, load_last_analysis
from people.http import SignedInRequest
from portfolios.fields.text import CleanTextField
from portfolios.views.page import redirect_to

OPEN = "open"
PAGES = ("dashboard", "analysis")


class DecisionForm(forms.Form):
    """choice: "open" takes the decision back. page: where the person decided."""

    action = forms.CharField(max_length=MAX_ID_LENGTH)
    choice = forms.ChoiceField(choices=[*Decision.Choice.choices, (OPEN, "Open")])
    note = CleanTextField(max_length=MAX_NOTE_LENGTH, required=False)
    page = forms.ChoiceField(choices=[(page, page) for page in PAGES])


@login_required
@require_POST
def decide_action(request: SignedInRequest, job_id: UUID) -> HttpResponse:
    get_object_or_404(Job.objects.owned_by(request.user).without_large_columns(), pk=job_id)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        messages.error(request, f"Nothing was saved. A note has at most {MAX_NOTE_LENGTH} characters.")
        return redirect_to(request, reverse("dashboard"))
    sent = form.cleaned_data
    try:
        if sent["choice"] == OPEN:
            take_back(user=request.user, job_id=job_id, action_id=sent["action"])
        else:
            decide(
                user=request.user, job_id=job_id, action_id=sent["action"], choice=Decision.Choice(sent["choice"]),
                note=sent["note"],
            )  # fmt: skip
    except UnknownAction:
        raise Http404 from None
    return _answer(request, job_id, sent)


def _answer(request: SignedInRequest, job_id: UUID, sent: dict[str, Any]) -> HttpResponse:
    """Render the list or the action again; without a script go back to the page."""
    if sent["page"] == "dashboard":
        if request.htmx:
            return render(
                request,
                "analysis/_next_actions.html",
                {"last": load_last_analysis(request.user), "just": sent["action"]},
            )
        return redirect(f"{reverse('dashboard')}#next")
    if not request.htmx:
        return redirect(f"{reverse('analysis', args=[job_id])}?tab=recommendations#choice-{sent['action']}")
    action = find_action(load_actions(request.user, job_id), sent["action"])
    decisions = Decision.objects.owned_by(request.user).by_action(job_id)
    context = {"action": action, "job_id": job_id, "decision": decisions.get(sent["action"]), "just": sent["action"]}
    return render(request, "analysis/_decision.html", context)
