"""Answer a waiting question in a worker: project its what-if, which needs numpy, or ask a language model."""

from functools import lru_cache
from time import perf_counter
from typing import TYPE_CHECKING
from uuid import UUID

from advisors.claims.case import ClaimCase
from advisors.claims.registry import parse_claim, say
from advisors.claims.statement import CannotSay
from advisors.document.parts import build_sentence
from advisors.questions.answer import Answer
from advisors.questions.answering import Routed
from advisors.questions.changes import AskedChange
from advisors.retirement.facts.after_tax import after_tax_facts
from advisors.retirement.facts.projection import retirement_facts
from advisors.retirement.facts.scenarios import change_key
from advisors.retirement.scenarios.baseline import Baseline, project_baseline, project_what_if
from advisors.writing.case import Situation
from analysis.jobs.errors import WorkerStopping
from analysis.jobs.span_store import store_spans
from analysis.models import Job
from analysis.questions.asking import MILLISECONDS, find_earlier, route_about, send
from analysis.questions.found import Found
from analysis.questions.models import MAX_TRIES, Question
from people import acting_as
from portfolios.currencies import BASE_CURRENCY
from portfolios.facts.fact import FactSheet
from portfolios.facts.families import Family
from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.snapshot import Snapshot

if TYPE_CHECKING:
    from advisors.tracing.recorder import RecordedRun

OTHER_METHOD = "Alex computes differently now than in this analysis. Start a new analysis, then ask about that one."
NO_PROJECTION = "This analysis has no projection, so no change of the plan can be tested."
FAILED = "Something unexpected went wrong. Ask again."


def answer_waiting(question_id: UUID, user_id: UUID) -> str:
    """Answer a waiting question and return a line for the queue's log. Safe to repeat."""
    with acting_as(user_id):
        if not Question.objects.take(question_id):
            Question.objects.waiting().filter(pk=question_id, tries__gte=MAX_TRIES).update(
                status=Question.Status.FAILED, answer=Answer(kind="unsayable", words=FAILED)
            )
            return "nothing to do: answered, deleted or taken by another worker"
        question = Question.objects.select_related("job").get(pk=question_id)
        started = perf_counter()
        routed = route_about(question.job, question.text, find_earlier(question.job, before=question))
    try:
        found = find_answer(question, routed)
    except WorkerStopping:
        with acting_as(user_id):
            question.hand_over()
            send(question)
        return "handed over"
    with acting_as(user_id):
        stored = Question.objects.filter(pk=question_id).first()
        if stored is None:
            return "the question was deleted meanwhile"
        stored.store(
            found.answer.in_currency(currency_of(question.job)),
            milliseconds=round((perf_counter() - started) * MILLISECONDS),
        )
        store_spans(question.job, question.job.attempt, found.spans, question=stored.pk)
    if found.run:
        export_run(question, found.answer, found.run)
    return "answered"


def find_answer(question: Question, routed: Routed) -> Found:
    """Return the answer of the router, of a projection, or of a language model. Raises WorkerStopping."""
    if routed.change is not None:
        return Found(project_change(question.job, routed.change))
    if question.asks_model:
        return ask_model(question)
    assert routed.answer is not None
    return Found(routed.answer)


def currency_of(job: Job) -> str:
    """Return the currency of an analysis; an earlier one without a snapshot is in dollars."""
    return job.snapshot.currency if job.snapshot else BASE_CURRENCY


def export_run(question: Question, answer: Answer, run: "RecordedRun") -> None:
    """Send the run of a stored answer to Langfuse."""
    from analysis.trace.langfuse_questions import AnsweredQuestion, export_question

    export_question(
        AnsweredQuestion(
            question.pk, question.job_id, question.user_id, question.text, answer.text, answer.kind,
            len(answer.sentences),
        ),
        run,
    )  # fmt: skip


def ask_model(question: Question) -> Found:
    """Ask a language model. Its code is loaded only here, since that takes seconds."""
    from analysis.questions.choosing import ask_model as ask

    return ask(question, project_change, load_plan_of)


def project_change(job: Job, asked: AskedChange) -> Answer:
    """Project the plan of an analysis with one change, and say what it does.

    The plan is simulated again; everything else that is said rests on the stored facts.
    """
    assert job.facts is not None
    portfolio, baseline = load_plan_of(job)
    case = ClaimCase(Situation(portfolio, job.facts), job.facts, baseline)
    if baseline is None or case.is_blind:
        return Answer(kind="unsayable", form=asked.kind, words=NO_PROJECTION)
    if not has_same_plan(portfolio, baseline, job.facts):
        return Answer(kind="unsayable", form=asked.kind, words=OTHER_METHOD)
    try:
        what_if = project_what_if(baseline, asked.kind, asked.amount)
    except ValueError as impossible:
        return Answer(kind="unsayable", form=asked.kind, words=str(impossible), chips=asked.chips)
    key = change_key(what_if)
    others = FactSheet(facts=tuple(fact for fact in job.facts.facts if fact.of != key))
    tested = ClaimCase(Situation(portfolio, others), others, baseline).with_what_ifs([what_if])
    try:
        statement = say(parse_claim("change", {"change": key}), tested)
    except CannotSay as refused:
        words = f"I cannot say what this does, because {refused.explanation}."
        return Answer(kind="unsayable", form=asked.kind, words=words, chips=asked.chips)
    sentence = build_sentence(statement, statement.choose_phrasing(tested.digest), author="code")
    facts = tuple(fact for fact in tested.facts.facts if fact.of == key and fact.id not in job.facts)
    return Answer(
        kind="answered", form=asked.kind, sentences=(sentence,), facts=FactSheet(facts=facts), chips=asked.chips
    )  # fmt: skip


def has_same_plan(portfolio: Portfolio, baseline: Baseline, stored: FactSheet) -> bool:
    """Return whether the engine still computes the stored figures of the plan."""
    facts = (*retirement_facts(portfolio, baseline), *after_tax_facts(baseline))
    now = {fact.id: fact.value for fact in facts if fact.family == Family.PLAN}
    return bool(now) and all(fact in stored and stored[fact].value == value for fact, value in now.items())


def load_plan_of(job: Job) -> tuple[Portfolio, Baseline | None]:
    assert job.snapshot is not None
    return load_plan(job.snapshot.model_dump_json())


@lru_cache(maxsize=1)
def load_plan(text: str) -> tuple[Portfolio, Baseline | None]:
    """Return the portfolio and the projected plan of a snapshot as text.

    That of the last one is kept for the next question about it. The tests of a whole analysis are left out: they would
    take twice as long as the plan itself.
    """
    portfolio = Portfolio(Snapshot.model_validate_json(text))
    return portfolio, project_baseline(portfolio)
