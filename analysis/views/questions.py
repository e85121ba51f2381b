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
from portfolios.facts.fact import FactSheet

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
    asked = Question.objects.owned_by(request.user).filter(job=job).order_by("-created_at", "-pk")
    models = permission_for(request.user, load_privacy(request.user)).models
    facts = load_facts(job)
    code = facts.currency or BASE_CURRENCY
    context = {
        "job": job, "turns": [build_turn(one, facts) for one in asked], "longest": MAX_QUESTION_LENGTH,
        "offered": [write_for(code, one) for one in OFFERED], "groups": groups(code),
        "model": models.model_for_role(ASKER.role),
    }  # fmt: skip
    return render(request, "analysis/questions.html", context)


@login_required
@require_safe
@never_cache
def question(request: SignedInRequest, question_id: uuid.UUID) -> HttpResponse:
    """Return the answer for the page that waits for it, once it is there; 204 before."""
    found = get_object_or_404(Question.objects.owned_by(request.user), pk=question_id)
    if found.is_open:
        asking.send_if_lost(found.pk)
    if not request.htmx:
        return redirect_with_query(request, "questions", found.job_id)
    if found.is_open:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    job = get_object_or_404(finished_analyses(request), pk=found.job_id)
    return render(request, "analysis/_answer.html", {**build_turn(found, load_facts(job)), "job": job})


@login_required
@require_POST
def delete_questions(request: SignedInRequest, job_id: uuid.UUID) -> HttpResponse:
    job = get_object_or_404(finished_analyses(request), pk=job_id)
    asking.delete_questions(job)
    messages.success(request, "Your questions about this analysis are deleted.")
    return redirect("questions", job.pk)


def build_turn(asked: Question, facts: FactSheet) -> dict[str, Any]:
    """Return a question, and what links the figures of its answer. facts: those of the analysis."""
    own = () if asked.answer is None else asked.answer.facts.facts
    if new := [fact for fact in own if fact.id not in facts]:
        facts = facts.with_facts(new)
    return {"question": asked, "figures": FigureLinker(facts, part=f"{asked.pk}")}


def groups(code: str) -> dict[str, list[str]]:
    """Return the questions that Alex answers, by heading. code: the currency of their amounts."""
    found: dict[str, list[str]] = {}
    for form in FORMS:
        if form.offered:
            found.setdefault(form.group.value, []).extend(write_for(code, chip) for chip in form.chips)
    return found
