"""Ask a language model what answers a question, in a worker: with its consent, its limits, its cost and its trace."""

import asyncio
import logging
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from time import perf_counter
from uuid import UUID

from agents import gen_trace_id, trace
from asgiref.sync import async_to_sync

from advisors.asker.agent import ROLE
from advisors.asker.changed import list_changes
from advisors.asker.choosing import choose_answer, limit_question
from advisors.asker.lines import AnswerLines
from advisors.asker.tools import Compared, Deps
from advisors.budget.terms import RunTerms
from advisors.library import notes
from advisors.models import ResearchNote
from advisors.questions.answer import Answer, ModelWork
from advisors.questions.answering import UNKNOWN, UNKNOWN_CHIPS
from advisors.questions.changes import AskedChange
from advisors.runtime.litellm import close_connections
from advisors.safety.prompt_data import has_injection
from advisors.tracing.recorder import recorder
from advisors.writing.citations import ReportSources
from analysis.database import db_async
from analysis.jobs.cancellation import InterruptibleRun, shutdown
from analysis.jobs.errors import AnalysisFailed
from analysis.models import Job
from analysis.questions.asking import load_source, questions_before
from analysis.questions.found import Found
from analysis.questions.models import Question
from analysis.results.document import load_facts
from analysis.trace.langfuse_questions import watched_run
from analysis.usage import model_terms
from analysis.usage.consent import model_permission
from people import acting_as

logger = logging.getLogger(__name__)
MODEL_SECONDS, RUN_SECONDS = 40, 60
"""How long a model may take for all its requests, and the whole run. Both end before the question is free again."""
MAX_BACK = 1000
Project = Callable[[Job, AskedChange], Answer]
Prepare = Callable[[Job], object]
TENTH = Decimal("0.1")
NOT_ANSWERED = Answer(kind="unknown", words=UNKNOWN, chips=UNKNOWN_CHIPS)


def ask_model(question: Question, project: Project, prepare: Prepare) -> Found:
    """Return the answer of what a model chose, with the spans of its run. Raises WorkerStopping.

    project: projects the plan of an analysis with a change. prepare: loads what that needs. Without consent, which may
    have been withdrawn meanwhile, no model is asked.
    """
    permission = model_permission(question.user_id)
    if not permission.models.model_for_role(ROLE):
        return Found(NOT_ANSWERED)
    found: list[Answer] = []
    trace_id, terms = gen_trace_id(), RunTerms(permission.models, model_terms.allowance_for(question.user_id))
    terms.allowance.limits = limit_question(terms.allowance.limits)
    started = perf_counter()
    deps = load_deps(question, project, prepare)
    group, recorded = str(question.pk), None
    choose = partial(choose_within, deps, terms, trace_id, group, found)
    run = InterruptibleRun(choose, seconds=RUN_SECONDS)
    try:
        with shutdown.on_request(run.interrupt):
            recorded = watched_run(group, async_to_sync(run.run))
    except AnalysisFailed:
        logger.warning("A question took longer than %s seconds.", RUN_SECONDS)
    finally:
        spans = recorder.drain(trace_id)
    spent, seconds = terms.tally.spent, Decimal(perf_counter() - started).quantize(TENTH)
    answer = found[0] if found else NOT_ANSWERED
    if not spent.requests:
        return Found(answer, spans)
    work = ModelWork(model=terms.tally.models[0], calls=spent.requests, seconds=seconds, cost_usd=spent.cost_usd)
    return Found(answer.model_copy(update={"work": work}), spans, recorded)


async def choose_within(deps: Deps, terms: RunTerms, trace_id: str, group: str, found: list[Answer]) -> None:
    """Add the model's answer to `found`. The requests end before the whole run has to."""
    limited = RunTerms(
        terms.models, terms.allowance, deadline=asyncio.get_running_loop().time() + MODEL_SECONDS, tally=terms.tally
    )
    try:
        with trace("Question", trace_id=trace_id, group_id=group):
            found.append(await choose_answer(deps, limited))
    finally:
        await close_connections()


def load_deps(question: Question, project: Project, prepare: Prepare) -> Deps:
    """Return what a model may choose from: the analysis, its what-ifs, earlier analyses and the library."""
    job, user_id = question.job, question.user_id
    assert job.snapshot is not None
    symbols = [instrument.symbol for instrument in job.snapshot.instruments]
    with acting_as(user_id):
        source, before = load_source(job), questions_before(question)
        has_notes = ResearchNote.objects.accepted().exists()
    assert source is not None
    kinds = frozenset(one.kind for one in source.statements)
    return Deps(
        question.text, AnswerLines(source), project=partial(project, job), prepare=partial(prepare, job),
        compare=db_async(partial(compare_with, job, user_id, kinds)),
        library=ReportSources(db_async(partial(notes.search_notes, symbols=symbols))) if has_notes else None,
        before=tuple(one.text for one in before if not has_injection(one.text)),
    )  # fmt: skip


def compare_with(job: Job, user_id: UUID, kinds: frozenset[str], back: int) -> Compared:
    """Return what changed since the analysis that is `back` before this one. Raises LookupError where there is none."""
    with acting_as(user_id):
        analyses = Job.objects.owned_by(user_id).completed().whole().filter(created_at__lt=job.created_at)
        earlier = analyses.without_large_columns()[back - 1 : back] if 0 < back <= MAX_BACK else ()
        if not earlier:
            raise LookupError
        before, after = load_facts(earlier[0]), load_facts(job)
    changes = list(list_changes(before, after, earlier[0].created_at.date(), kinds))
    return [sentence for sentence, _ in changes], [fact for _, fact in changes]
