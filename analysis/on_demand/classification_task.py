"""Classifications outside an analysis: soon after an instrument was entered, and when staff ask again."""

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
from advisors.runtime.litellm import close_connections
from advisors.runtime.results import Classification
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
from portfolios.models import Instrument

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class ClassificationTask:
    """user_id: whose instruments these are; empty for the catalogue's. anew: a proposal may replace another one."""

    user_id: str
    instrument_ids: Sequence[str]
    anew: bool

    def fetch(self, instrument_id: str) -> Instrument | None:
        """None where it is gone, or somebody has decided meanwhile: safe to repeat."""
        with self._acting():
            rows = Instrument.objects.undecided().filter(pk=instrument_id, owner=self.owner)
            return (rows if self.anew else rows.without_classification()).first()

    def store(self, row: Instrument, proposed: WritingResult[Classification]) -> bool:
        """What stands gives way to another proposal, not to nothing, and not to the rules where a model failed."""
        if row.allocation_asset_class and (proposed.rewritten or not proposed.printed.asset_class):
            return False
        with self._acting():
            return row.propose(**prepare.proposal_columns(proposed.printed))

    @property
    def owner(self) -> UUID | None:
        return UUID(self.user_id) if self.user_id else None

    def _acting(self) -> AbstractContextManager[None]:
        return acting_as(self.user_id) if self.user_id else acting_as_staff("classification")


def run_classification(errand: ClassificationTask) -> str:
    """The answer is for the queue's log. Each proposal is stored when it is made; nothing is raised that is known."""
    run = InterruptibleRun(partial(_classify, errand), seconds=settings.ANALYSIS_DEADLINE_SECONDS)
    try:
        with shutdown.on_request(run.interrupt):
            async_to_sync(run.run)()
    except WorkerStopping:
        enqueue.enqueue_classification(user_id=errand.user_id, instrument_ids=errand.instrument_ids, anew=errand.anew)
        return "handed over"
    except AnalysisFailed as error:
        logger.warning("Not all of %s instruments were classified: %s", len(errand.instrument_ids), error.code)
        return "failed"
    return "done"


async def _classify(errand: ClassificationTask) -> None:
    trace_id = gen_trace_id()
    try:
        with trace("Classification", trace_id=trace_id):
            permission = await db_async(model_permission)(errand.owner)
            terms = RunTerms(
                permission.models, model_terms.allowance_for(errand.owner), deadline=model_terms.deadline()
            )
            context = classify.TaggingContext(errand.fetch, errand.store, terms)
            await classify.classify(errand.instrument_ids, context)
    finally:
        await close_connections()
        recorder.drain(trace_id)  # it belongs to no job: nothing of it is kept
