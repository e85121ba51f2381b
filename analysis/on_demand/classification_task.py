"""Classify instruments outside an analysis: after users add them, and when staff ask again."""

import logging
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from agents import gen_trace_id, trace
from asgiref.sync import async_to_sync
from django.conf import settings

from advisors.budget.terms import RunTerms
from advisors.runtime.classification import Classification
from advisors.runtime.litellm import close_connections
from advisors.runtime.write_check_revise import WritingResult
from advisors.tracing.recorder import recorder
from analysis.database import db_async
from analysis.jobs import enqueue
from analysis.jobs.cancellation import InterruptibleRun, shutdown
from analysis.jobs.errors import AnalysisFailed, WorkerStopping
from analysis.pipeline import classify, prepare
from analysis.usage import model_terms
from analysis.usage.consent import model_permission
from people import acting_as, acting_as_staff
from people.isolation.purposes import Purpose
from portfolios.models import Instrument

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class ClassificationTask:
    """user_id: the owner; empty for the shared catalogue. replace_proposals: classify again what has a proposal."""

    user_id: str
    instrument_ids: Sequence[str]
    replace_proposals: bool

    def fetch(self, instrument_id: str) -> Instrument | None:
        """Return the instrument, or None if it is deleted or already reviewed. Idempotent."""
        with self._acting():
            rows = Instrument.objects.undecided().filter(pk=instrument_id, owner=self.owner)
            return (rows if self.replace_proposals else rows.without_classification()).first()

    def store(self, row: Instrument, result: WritingResult[Classification]) -> bool:
        """Store a proposal. Keep the earlier one if the new one is empty, or a model failed and the rules made it."""
        if row.allocation_asset_class and (result.rewritten or not result.answer.asset_class):
            return False
        with self._acting():
            return row.propose(**prepare.proposal_columns(result.answer))

    @property
    def owner(self) -> UUID | None:
        return UUID(self.user_id) if self.user_id else None

    def _acting(self) -> AbstractContextManager[None]:
        return acting_as(self.user_id) if self.user_id else acting_as_staff(Purpose.CLASSIFICATION)


def run_classification(task: ClassificationTask) -> str:
    """Classify the instruments, and return the outcome for the queue's log. Each proposal is stored at once."""
    run = InterruptibleRun(partial(_classify, task), seconds=settings.ANALYSIS_DEADLINE_SECONDS)
    try:
        with shutdown.on_request(run.interrupt):
            async_to_sync(run.run)()
    except WorkerStopping:
        enqueue.enqueue_classification(
            user_id=task.user_id, instrument_ids=task.instrument_ids, anew=task.replace_proposals
        )
        return "handed over"
    except AnalysisFailed as error:
        logger.warning("Stopped before all %s instruments were classified: %s", len(task.instrument_ids), error.code)
        return "failed"
    return "done"


async def _classify(task: ClassificationTask) -> None:
    trace_id = gen_trace_id()
    try:
        with trace("Classification", trace_id=trace_id):
            permission = await db_async(model_permission)(task.owner)
            terms = RunTerms(permission.models, model_terms.allowance_for(task.owner), deadline=model_terms.deadline())
            context = classify.TaggingContext(task.fetch, task.store, terms)
            await classify.classify(task.instrument_ids, context)
    finally:
        await close_connections()
        recorder.drain(trace_id)  # these spans belong to no job and are not stored
