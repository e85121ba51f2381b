"""Ask a question about an analysis. The router answers at once; a what-if that was not tested goes to a worker.

So does a question that the router does not know, if a language model may answer this person's questions.
"""

from dataclasses import replace
from time import perf_counter
from uuid import UUID

from django.db import transaction
from django.db.models.fields.json import KT
from django.utils import timezone
from pydantic import TypeAdapter

from advisors.asker.spec import SPEC as ASKER
from advisors.document.parts import Sentence
from advisors.document.printed_action import PrintedAction
from advisors.planner.spec import CONCLUDE
from advisors.questions.answer import MODEL_FORM, Answer
from advisors.questions.answering import Routed, Source, answer_question
from advisors.questions.routing import Earlier, touches_refusal
from advisors.questions.words import MAX_QUESTION_LENGTH
from advisors.safety.prompt_data import has_injection
from analysis.models import Job
from analysis.questions.models import Question
from analysis.results.document import load_facts
from analysis.usage.consent import permission_for
from people.models import User
from people.privacy import load_privacy
from people.shared_cache.once import enqueue_once
from portfolios.currencies import BASE_CURRENCY

TASK = "analysis.worker.tasks.answer_question"
MAX_QUESTIONS = 200
MAX_A_DAY = 300
MILLISECONDS = 1000
SENT_AGAIN_AFTER = 30
STATEMENTS, ACTIONS = TypeAdapter(tuple[Sentence, ...]), TypeAdapter(tuple[PrintedAction, ...])
TOO_OLD = "This analysis is of an earlier version of Alex. Start a new analysis, then ask about that one."


class QuestionRefused(Exception):
    """A question that is not taken. Its text is for the person."""


def ask_about(job: Job, text: str, *, user: User) -> Question:
    """Store a question about a completed analysis of this person, with its answer where the router has it.

    Raises QuestionRefused for an empty, too long or one question too many.
    """
    cleaned = clean_text(text)
    _check_limits(job, user)
    started = perf_counter()
    routed = route_about(job, cleaned, find_earlier(job))
    question = Question(job=job, user=user, text=cleaned, form=routed.form, status=Question.Status.PENDING)
    if routed.answer is not None and may_ask_model(job, cleaned, routed.answer, user):
        question.form = MODEL_FORM
    elif routed.answer is not None:
        question.answer, question.status = routed.answer, Question.Status.ANSWERED
        question.milliseconds = round((perf_counter() - started) * MILLISECONDS)
    question.save()
    if question.is_open:
        send(question)
    return question


def may_ask_model(job: Job, text: str, answer: Answer, user: User) -> bool:
    """Return whether a language model is asked: one is set, this person agreed, and the question may go to it.

    It may not if it has anything of what Alex refuses, or addresses a model.
    """
    if answer.kind != "unknown" or not permission_for(user, load_privacy(user)).models.model_for_role(ASKER.role):
        return False
    source = load_source(job)
    return source is not None and not has_injection(text) and not touches_refusal(text, source.names.by_words)


def clean_text(text: str) -> str:
    """Return a question in one line of printable characters. Raises QuestionRefused."""
    cleaned = " ".join("".join(one if one.isprintable() else " " for one in text).split())
    if not cleaned:
        raise QuestionRefused("Write a question first.")
    if len(cleaned) > MAX_QUESTION_LENGTH:
        raise QuestionRefused(f"Ask in at most {MAX_QUESTION_LENGTH} characters.")
    return cleaned


def _check_limits(job: Job, user: User) -> None:
    """Lock the analysis, so that questions of two tabs follow each other, and count. Raises QuestionRefused."""
    Job.objects.select_for_update().only("pk").get(pk=job.pk)
    if Question.objects.filter(job=job).count() >= MAX_QUESTIONS:
        raise QuestionRefused(f"This analysis has {MAX_QUESTIONS} questions. Delete them to ask more.")
    midnight = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    if Question.objects.owned_by(user).filter(created_at__gte=midnight).count() >= MAX_A_DAY:
        raise QuestionRefused(f"You have asked {MAX_A_DAY} questions today. Ask again tomorrow.")


def route_about(job: Job, text: str, earlier: Earlier | None) -> Routed:
    """Return the answer of the router, or the change that must be projected first."""
    source = load_source(job)
    if source is None:
        return Routed(Answer(kind="unsayable", words=TOO_OLD))
    routed = answer_question(text, source, earlier)
    if routed.answer is None:
        return routed
    return replace(routed, answer=routed.answer.in_currency(source.facts.currency or BASE_CURRENCY))


def load_source(job: Job) -> Source | None:
    """Return what answers about an analysis are made of; None for one of an earlier version."""
    concluded = job.steps.filter(name=CONCLUDE.name).values_list(KT("output__statements"), flat=True).first()
    statements = STATEMENTS.validate_json(concluded) if concluded else ()
    if not statements:
        return None
    stored = Job.objects.filter(pk=job.pk).values_list(KT("report_payload__document__actions"), flat=True).first()
    actions = ACTIONS.validate_json(stored) if stored else ()
    return Source(load_facts(job), statements, actions)


def find_earlier(job: Job, before: Question | None = None) -> Earlier | None:
    """Return the last understood question about this analysis, which the next one may go on from."""
    asked = Question.objects.filter(job=job).exclude(form="")
    if before is not None:
        asked = asked.filter(created_at__lt=before.created_at)
    last = asked.last()
    return Earlier(last.text, last.form) if last else None


def questions_before(question: Question, most: int = 3) -> list[Question]:
    """Return the last questions about the same analysis that were asked before this one, the oldest first."""
    before = Question.objects.filter(job=question.job_id, created_at__lt=question.created_at)
    return list(before.order_by("-created_at")[:most])[::-1]


def send(question: Question) -> None:
    """Queue what a worker does for an answer, when the caller's transaction commits."""
    from django_q.tasks import async_task

    arguments = (str(question.pk), str(question.user_id))
    transaction.on_commit(lambda: async_task(TASK, *arguments, ack_failure=True), robust=True)


def send_if_lost(question_id: UUID) -> None:
    """Queue a waiting question again, at most every half minute: its message or its worker may be gone."""
    question = Question.objects.waiting().filter(pk=question_id).first()
    if question and (timezone.now() - question.updated_at).total_seconds() > SENT_AGAIN_AFTER:
        enqueue_once(TASK, str(question.pk), str(question.user_id), occasion=f"question-{question.pk}",
                     seconds=SENT_AGAIN_AFTER)  # fmt: skip


def delete_questions(job: Job) -> int:
    """Delete all questions about an analysis, and return how many there were."""
    return Question.objects.filter(job=job).delete()[0]
