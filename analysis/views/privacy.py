"""Settings, Privacy: whether a person's data may go to a language model, and to Langfuse."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from analysis.usage.settings import configured, langfuse_project, recipients
from people.http import SignedInRequest
from people.models import Privacy, User
from people.privacy import decide, privacy_of

SAID = {
    "agree": "From now on your data may go where you agreed to.",
    "built_in": "The built-in writer writes your analyses. Your data goes to no language model.",
}


def question(user: User) -> dict[str, Any]:
    """What the page and its fragments show. is_asked: this person has not decided about what is set now."""
    asked_for = recipients()
    privacy = privacy_of(user) if asked_for else Privacy(user=user)  # nothing to decide, nothing to look up
    return {
        "models": configured(),
        "langfuse": langfuse_project(),
        "recipients": asked_for,
        "privacy": privacy,
        "is_allowed": privacy.allows(asked_for),
        "is_asked": bool(asked_for) and not user.is_demo and not privacy.is_settled(asked_for),
    }


class ChoiceForm(forms.Form):
    """providers: all whom the person was shown. Somebody else may be set since: then nobody has agreed to that."""

    choice = forms.ChoiceField(choices=[(choice, choice) for choice in SAID])
    providers = forms.CharField(required=False, max_length=200)
    next = forms.ChoiceField(choices=[("team", "team")], required=False)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def privacy(request: SignedInRequest) -> HttpResponse:
    providers = recipients()
    form = ChoiceForm(request.POST)
    if request.method != "POST":
        return render(request, "analysis/privacy.html", question(request.user))
    if form.is_valid() and not request.user.is_demo and _is_shown(form.cleaned_data, providers):
        decide(user=request.user, providers=providers, agrees=form.cleaned_data["choice"] == "agree")
        messages.success(request, SAID[form.cleaned_data["choice"]])
    else:
        messages.error(request, "Nothing was changed. Please look at what is set now and choose again.")
        return redirect("privacy")
    return redirect(form.cleaned_data["next"] or "privacy")


def _is_shown(chosen: dict[str, str], providers: str) -> bool:
    return chosen["choice"] == "built_in" or (bool(providers) and chosen["providers"] == providers)
