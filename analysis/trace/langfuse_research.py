"""Send a round of research to Langfuse. It reads public articles, so it needs nobody's consent."""

import logging
import uuid
from collections.abc import Callable, Collection
from functools import partial

from advisors.researcher.round import TRACE_GROUP, RoundResult
from advisors.researcher.spec import SPEC
from advisors.tracing.langfuse_observations import (
    Observation,
    PriceFunction,
    StepSummary,
    build_agent_observation,
    compute_success_rate,
)
from advisors.tracing.recorder import RecordedRun, recorder
from analysis.trace.langfuse_delivery import TraceTerms, deliver
from analysis.usage.model_settings import langfuse_projects

logger = logging.getLogger(__name__)
ROUND_NAME = "Research Round"


def watched_round(run: Callable[[], RoundResult]) -> RoundResult:
    """Run a round and send its trace, unless it read nothing at all."""
    recorder.watch(TRACE_GROUP)
    try:
        result = run()
    finally:
        recorded = recorder.end_watch(TRACE_GROUP)
    if not result.not_run_reason:
        try:
            terms = TraceTerms(f"research-{uuid.uuid4()}", langfuse_projects().masked)
            deliver(terms, partial(build_round_observation, result, recorded))
        except Exception:  # the notes are stored: no error here may put them in doubt
            logger.exception("A round of research could not be sent to Langfuse.")
    return result


def build_round_observation(
    result: RoundResult, run: RecordedRun, price: PriceFunction, roles: Collection[str]
) -> Observation:
    """Return the root of a round; its one child is the researcher. An article is a step of the researcher."""
    articles = [StepSummary(note.topic, SPEC.role, "done", {"notes_written": 1}) for note in result.written]
    articles += [StepSummary(title, SPEC.role, "failed") for title, _ in result.failed]
    researcher = (build_agent_observation(SPEC, run.spans, articles, price),) if run.spans else ()
    return Observation(
        ROUND_NAME, "chain", run.started_at, run.ended_at or run.started_at,
        metadata={
            "feeds": [title for title, _ in result.feeds_read],
            "notes_written": len(result.written),
            "articles_skipped": len(result.skipped),
            **compute_success_rate(articles),
        },
        children=researcher if SPEC.role in roles else (),
    )  # fmt: skip
