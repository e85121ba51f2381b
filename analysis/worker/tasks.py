"""The tasks that the queue runs by name. Messages carry ids only."""

import importlib
import logging
import sys
from collections.abc import Callable
from functools import partial
from uuid import UUID

from asgiref.sync import async_to_sync
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import close_old_connections, connection
from django.dispatch import Signal

from analysis.jobs import dispatch
from analysis.jobs.backoff import tries_within
from analysis.jobs.cancellation import InterruptibleRun, shutdown
from analysis.jobs.errors import AnalysisFailed, LeaseLost, WorkerStopping
from analysis.jobs.lease import Lease, heartbeat
from analysis.jobs.turns import claim_next
from analysis.schedules.enqueue import enqueue_digest
from analysis.usage.model_settings import configured_models, langfuse_projects
from people.log_context import hash_user, log_context
from people.platform_faults import find_fault

logger = logging.getLogger(__name__)

RECORD_SECONDS = 50
"""How long a worker tries to write how a run ended, with the deadline less than the time of a task."""

run_ended = Signal()
"""Sent with lease and outcome after a run has ended, whatever its end, in the process that ran it."""


def warm_up() -> None:
    """Import the agents before a lease is claimed. This takes seconds, so web processes do not import them."""
    importlib.import_module("analysis.pipeline.analysis_run")
    if configured_models().names:
        importlib.import_module("advisors.runtime.litellm").load_litellm()
    if langfuse_projects().is_ready:
        importlib.import_module("advisors.tracing.langfuse_client")


def run_analysis(job_id: str, user_id: str) -> str:
    """Claim and run the job whose turn it is, and return a line for the queue's log. Its row stores the outcome."""
    warm_up()
    lease = claim_next(UUID(job_id), UUID(user_id))
    if lease is None:
        return "nothing to do: a duplicate, the job has ended, or no job may run now"
    outcome = run_job(lease)
    enqueue_digest(lease.job_id, lease.user_id)
    return outcome


def classify_instruments(user_id: str, instrument_ids: list[str], replace_proposals: bool) -> str:
    """Classify instruments and store the proposals on them. user_id: empty for the shared catalogue."""
    from analysis.on_demand.classification_task import ClassificationTask, run_classification

    try:
        return run_classification(ClassificationTask(user_id, instrument_ids, replace_proposals))
    finally:
        _close_stale_connections()


def answer_question(question_id: str, user_id: str) -> str:
    """Project the what-if of a question and store its answer."""
    from analysis.questions.projecting import answer_waiting

    try:
        return answer_waiting(UUID(question_id), UUID(user_id))
    finally:
        _close_stale_connections()


def read_statement(draft_id: str, user_id: str) -> str:
    """Have a language model read a PDF statement, and store its checked rows."""
    from analysis.on_demand.statement_task import read_waiting

    try:
        return read_waiting(UUID(draft_id), UUID(user_id))
    finally:
        _close_stale_connections()


def compare_analyses(comparison_id: str, user_id: str) -> str:
    """Compute the comparison of two analyses."""
    from analysis.comparison.computing import compute_waiting

    try:
        return compute_waiting(UUID(comparison_id), UUID(user_id))
    finally:
        _close_stale_connections()


def process_digest(job_id: str, user_id: str) -> str:
    """Find what a scheduled analysis changed, and mail it."""
    from analysis.schedules.digests import process_digest as process

    try:
        return process(UUID(job_id), UUID(user_id))
    finally:
        _close_stale_connections()


def watch_analysis(job_id: str, user_id: str) -> None:
    """Look after a job a minute after its start."""
    dispatch.watch_job(job_id, user_id)


def run_research() -> str:
    """Run the scheduled round of research; return one line for the queue's log."""
    from advisors.researcher.round import run_scheduled_round
    from analysis.on_demand.research import run_research_round

    return run_scheduled_round(run_research_round)


def run_job(lease: Lease) -> str:
    """Run a claimed job until it completes, fails or is handed over. Raises nothing."""
    with log_context(job_id=str(lease.job_id), user=hash_user(lease.user_id)):
        if langfuse_projects().is_ready:
            from analysis.trace import langfuse_export

            langfuse_export.start_watching(lease)
            outcome = _execute(lease)
            langfuse_export.export_run(lease, outcome)
        else:
            outcome = _execute(lease)
        for _, failure in run_ended.send_robust(sender=Lease, lease=lease, outcome=outcome):
            if failure:
                logger.error("Job %s has ended; a report of it failed.", lease.job_id, exc_info=failure)
        return outcome


def flush_langfuse() -> None:
    """Send the pending spans to Langfuse before a process ends or is frozen. Takes a few seconds at most."""
    client_module = sys.modules.get("advisors.tracing.langfuse_client")
    if client_module is not None:
        client_module.flush(langfuse_projects().ready)


def _execute(lease: Lease) -> str:
    try:
        from analysis.pipeline.analysis_run import analyze_portfolio

        run = InterruptibleRun(partial(analyze_portfolio, lease), seconds=settings.ANALYSIS_DEADLINE_SECONDS)
        with heartbeat(lease, run.interrupt), shutdown.on_request(run.interrupt):
            async_to_sync(run.run)()
        if not lease.ended.is_set():
            raise RuntimeError("The run ended without completing the job.")
        return "done"
    except LeaseLost:
        return "lost: cancelled, deleted or taken over"
    except WorkerStopping:
        return _record_outcome(lease, lease.release, "handed over")
    except AnalysisFailed as error:
        logger.warning("Job %s failed: %s (%s)", lease.job_id, error.message, error.code)
        return _record_outcome(lease, partial(lease.fail, error.code, error.message), "failed")
    except Exception as error:
        if fault := find_fault(error):
            logger.warning(
                "Job %s: attempt %s ended by the platform (%s): %s", lease.job_id, lease.attempt, fault, error
            )
            return _record_outcome(lease, partial(lease.postpone, fault), "postponed")
        logger.exception("Job %s: an error ended attempt %s", lease.job_id, lease.attempt)
        message = "Something unexpected went wrong, several times. You can start a new analysis."
        end = partial(lease.fail, "unexpected_error", message) if lease.is_last_attempt else lease.retry
        return _record_outcome(lease, end, "ended by an error")
    finally:
        _close_stale_connections()


def _record_outcome(lease: Lease, write: Callable[[], None], outcome: str) -> str:
    """Write how a run ended. While the database is away try again, but not for longer than the task may take."""
    for may_try_again in tries_within(RECORD_SECONDS):
        _close_stale_connections()  # the connection itself may be what failed
        try:
            write()
        except LeaseLost:
            return f"{outcome}, and the lease was lost"
        except DatabaseError as error:
            if may_try_again and find_fault(error) and not shutdown.is_requested:
                continue
            logger.exception("Job %s: %s, but that could not be written", lease.job_id, outcome)
        break  # what was not written is left to the reaper, when the lease has run out
    return outcome


def _close_stale_connections() -> None:
    if not connection.in_atomic_block:
        close_old_connections()
