"""The privacy page: whether a person's data may go to a language model, and whether it may go to Langfuse."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from analysis.usage.consent import consent_questions, load_decisions
from analysis.usage.model_settings import configured_models, langfuse_projects, recipient_of
from analysis.views.personal_data import personal_data_context
from people.http import SignedInRequest
from people.models import ConsentPurpose, User
from people.privacy import record_decision

CHOICE_MESSAGES = {
    (ConsentPurpose.MODELS, True): "Saved. A language model may now write your analyses.",
    (ConsentPurpose.MODELS, False): "Saved. Your analyses are written without an AI model.",
    (ConsentPurpose.LANGFUSE, True): "Saved. Langfuse may now see how your analyses are made.",
    (ConsentPurpose.LANGFUSE, False): "Saved. Langfuse receives nothing about you.",
}


def privacy_context(user: User) -> dict[str, Any]:
    """Return what the page and its fragments show. open_questions: those that this person has not decided."""
    privacy = load_decisions(user)
    questions = consent_questions(user, privacy)
    return {
        "privacy": privacy,
        "models": configured_models(),
        "langfuse": langfuse_projects(),
        "questions": questions,
        "open_questions": [question for question in questions if not question.has_decided],
    }


class PrivacyChoiceForm(forms.Form):
    """recipient: the one that the page named. If it is another since, the person has not agreed to it."""

    purpose = forms.TypedChoiceField(choices=ConsentPurpose.choices, coerce=ConsentPurpose)
    choice = forms.TypedChoiceField(
        choices=[("agree", "agree"), ("decline", "decline")], coerce=lambda word: word == "agree"
    )
    recipient = forms.CharField(required=False, max_length=200)
    next = forms.ChoiceField(choices=[("team", "team")], required=False)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def privacy(request: SignedInRequest) -> HttpResponse:
    if request.method != "POST":
        context = {**privacy_context(request.user), **personal_data_context(request.user)}
        return render(request, "analysis/privacy.html", context)
    form = PrivacyChoiceForm(request.POST)
    if not form.is_valid() or not store_choice(request.user, form.cleaned_data):
        messages.error(request, "Nothing was changed, because the settings have changed. Check them and choose again.")
        return redirect("privacy")
    messages.success(request, CHOICE_MESSAGES[form.cleaned_data["purpose"], form.cleaned_data["choice"]])
    return redirect(form.cleaned_data["next"] or "privacy")


def store_choice(user: User, chosen: dict[str, Any]) -> bool:
    """Store a decision. Return False for a demo user, and for consent to somebody who is not the recipient any more."""
    purpose, agrees, recipient = chosen["purpose"], chosen["choice"], recipient_of(chosen["purpose"])
    if user.is_demo or (agrees and not (recipient and chosen["recipient"] == recipient)):
        return False
    record_decision(user=user, purpose=purpose, recipient=recipient, agrees=agrees)
    return True
