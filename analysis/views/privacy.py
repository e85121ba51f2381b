"""The privacy page: whether a person's data may go to a language model and to Langfuse."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from analysis.usage.model_settings import configured_models, langfuse_projects, recipients
from people.http import SignedInRequest
from people.models import Privacy, User
from people.privacy import load_privacy, record_decision

CHOICE_MESSAGES = {
    "agree": "Saved. Your data may now go to the services you agreed to.",
    "built_in": "Saved. Your analyses are written without an AI model.",
}


def privacy_context(user: User) -> dict[str, Any]:
    """Return what the page and its fragments show. is_asked: this person has not decided about the current services."""
    asked_for = recipients()
    privacy = load_privacy(user) if asked_for else Privacy(user=user)  # nothing to decide, nothing to look up
    return {
        "models": configured_models(),
        "langfuse": langfuse_projects(),
        "recipients": asked_for,
        "privacy": privacy,
        "is_allowed": privacy.allows(asked_for),
        "is_asked": bool(asked_for) and not user.is_demo and not privacy.has_decided(asked_for),
    }


class PrivacyChoiceForm(forms.Form):
    """providers: those that the page showed. If others are configured since, the person has not agreed to them."""

    choice = forms.ChoiceField(choices=[(choice, choice) for choice in CHOICE_MESSAGES])
    providers = forms.CharField(required=False, max_length=200)
    next = forms.ChoiceField(choices=[("team", "team")], required=False)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def privacy(request: SignedInRequest) -> HttpResponse:
    providers = recipients()
    form = PrivacyChoiceForm(request.POST)
    if request.method != "POST":
        return render(request, "analysis/privacy.html", privacy_context(request.user))
    chosen = form.cleaned_data if form.is_valid() and not request.user.is_demo else {}
    is_current = bool(providers) and chosen.get("providers") == providers
    if chosen and (is_current or chosen["choice"] == "built_in"):
        record_decision(user=request.user, providers=providers, agrees=chosen["choice"] == "agree")
        messages.success(request, CHOICE_MESSAGES[chosen["choice"]])
    else:
        messages.error(request, "Nothing was changed, because the settings have changed. Check them and choose again.")
        return redirect("privacy")
    return redirect(form.cleaned_data["next"] or "privacy")
