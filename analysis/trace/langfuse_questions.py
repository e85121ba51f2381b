"""Send the run of a model that answered a question to Langfuse, by the same consent as an analysis."""

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from advisors.asker.spec import SPEC
from advisors.tracing.langfuse_observations import (
    Observation,
    PriceFunction,
    StepSummary,
    build_agent_observation,
    compute_success_rate,
    drop_empty,
)
from advisors.tracing.langfuse_project import MASK_PEOPLE
from advisors.tracing.recorder import RecordedRun, recorder
from analysis.trace.langfuse_consent import choose_masking
from analysis.trace.langfuse_delivery import TraceTerms, deliver
from analysis.usage.model_settings import langfuse_projects
from people import acting_as
from people.models import User

logger = logging.getLogger(__name__)
QUESTION_NAME, STEP = "Question", "answer"
Group = str


@dataclass(frozen=True)
class AnsweredQuestion:
    """A question with its answer as plain text. kind: that of the answer. statements: how many it says."""

    id: UUID
    job_id: UUID
    user_id: UUID
    text: str
    answer: str
    kind: str
    statements: int


def watched_run(group: Group, run: Callable[[], None]) -> RecordedRun | None:
    """Run a model for a question and return what it did, if Langfuse is set up."""
    if not langfuse_projects().is_ready:
        run()
        return None
    recorder.watch(group)
    try:
        run()
    finally:
        recorded = recorder.end_watch(group)
    return recorded


def export_question(question: AnsweredQuestion, run: RecordedRun) -> None:
    """Send the run of a stored answer to Langfuse. Raises nothing."""
    try:
        with acting_as(question.user_id):
            user = User.objects.filter(pk=question.user_id).first()
            if user is None:  # deleted meanwhile, with all their data
                return
            masking = choose_masking(user)
        person = None if MASK_PEOPLE in masking.masked else str(question.user_id)
        terms = TraceTerms(
            str(question.job_id), masking.masked, masking.names, question.job_id, person, question_id=question.id
        )
        deliver(terms, partial(build_question_observation, question, run))
    except Exception:  # the answer is stored: no error here may put it in doubt
        logger.exception("Question %s could not be sent to Langfuse.", question.id)


def build_question_observation(
    question: AnsweredQuestion, run: RecordedRun, price: PriceFunction, roles: Collection[str]
) -> Observation:
    """Return the root of a question; its one child is the asker."""
    status = "done" if question.statements else "failed"
    steps = [StepSummary(STEP, SPEC.role, status, {"statements_chosen": question.statements})]
    asker = (build_agent_observation(SPEC, run.spans, steps, price),) if run.spans else ()
    metadata = {
        "job_id": str(question.job_id), "question_id": str(question.id), "answer": question.kind,
        **compute_success_rate(steps),
    }  # fmt: skip
    return Observation(
        QUESTION_NAME, "chain", run.started_at, run.ended_at or run.started_at, question.text, question.answer,
        drop_empty(metadata), children=asker if SPEC.role in roles else (),
    )  # fmt: skip
