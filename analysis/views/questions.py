"""The page of questions about an analysis."""

import uuid
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import DateTimeField, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from advisors.asker.spec import SPEC as ASKER
from advisors.questions.forms import FORMS
from advisors.questions.words import MAX_QUESTION_LENGTH
from analysis.models import Job
from analysis.questions import asking
from analysis.questions.models import Question
from analysis.results.document import load_facts
from analysis.results.figures import FigureLinker
from analysis.usage.consent import permission_for
from people.http import SignedInRequest, redirect_with_query
from people.privacy import load_privacy
from portfolios.currencies import BASE_CURRENCY, write_for

OFFERED = ("Am I on track?", "What if I save $300 a month more?", "Which trade fixes my mix?", "What is not modeled?")


def finished_analyses(request: SignedInRequest) -> QuerySet[Job]:
    """Return this person's completed analyses with when their accounts were read, without the large columns."""
    taken_at = Cast(KT("snapshot__taken_at"), DateTimeField())
    analyses = Job.objects.owned_by(request.user).whole().completed()
    return analyses.without_large_columns().annotate(snapshot_taken_at=taken_at)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def questions(request: SignedInRequest, job_id: uuid.UUID) -> HttpResponse:
    """Show the questions about an analysis, or ask one."""
    job = get_object_or_404(finished_analyses(request), pk=job_id)
    if request.method == "POST":
        try:
            question = asking.ask_about(job, request.POST.get("question", ""), user=request.user)
        except asking.QuestionRefused as refused:
            messages.error(request, str(refused))
            return redirect("questions", job.pk)
        response = redirect("questions", job.pk)
        response["Location"] += f"#question-{question.pk}"
        return response
    asked = list(Question.objects.owned_by(request.user).filter(job=job))
    models = permission_for(request.user, load_privacy(request.user)).models
    context = {
        **(shown := _answers_context(job, asked)), "job": job, "groups": groups(shown["currency"]),
        "model": models.model_for_role(ASKER.role),
    }  # fmt: skip
    return render(request, "analysis/questions.html", context)


@login_required
@require_safe
@never_cache
def question(request: SignedInRequest, question_id: uuid.UUID) -> HttpResponse:
    """Load the page that waits for this answer again, once it is there; 204 before."""
    found = get_object_or_404(Question.objects.owned_by(request.user), pk=question_id)
    if found.is_open:
        asking.send_if_lost(found.pk)
    if request.htmx:
        return HttpResponse(status=HTTPStatus.NO_CONTENT) if found.is_open else HttpResponseClientRefresh()
    return redirect_with_query(request, "questions", found.job_id)


@login_required
@require_POST
def delete_questions(request: SignedInRequest, job_id: uuid.UUID) -> HttpResponse:
    job = get_object_or_404(finished_analyses(request), pk=job_id)
    asking.delete_questions(job)
    messages.success(request, "Your questions about this analysis are deleted.")
    return redirect("questions", job.pk)


def _answers_context(job: Job, asked: list[Question]) -> dict[str, Any]:
    facts = load_facts(job)
    for one in asked:
        if one.answer is not None:
            facts = facts.with_facts(fact for fact in one.answer.facts.facts if fact.id not in facts)
    code = facts.currency or BASE_CURRENCY
    return {
        "questions": asked, "offered": [write_for(code, one) for one in OFFERED], "figures": FigureLinker(facts),
        "longest": MAX_QUESTION_LENGTH, "currency": code,
    }  # fmt: skip


def groups(code: str) -> dict[str, list[str]]:
    """Return the questions that Alex answers, by heading. code: the currency of their amounts."""
    found: dict[str, list[str]] = {}
    for form in FORMS:
        if form.offered:
            found.setdefault(form.group.value, []).extend(write_for(code, chip) for chip in form.chips)
    return found
