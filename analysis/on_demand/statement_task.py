"""Have a language model read a PDF statement, in a worker: with its consent and limits, and checked by code."""

import asyncio
import logging
from collections.abc import Sequence
from functools import partial
from uuid import UUID

from agents import AgentsException, gen_trace_id, trace
from asgiref.sync import async_to_sync
from django.utils import timezone

from advisors.budget.terms import RunTerms
from advisors.model_errors import convert_error
from advisors.reader.agent import ROLE, Deps, limit_reading, read_statement
from advisors.runtime.litellm import close_connections
from advisors.tracing.recorder import recorder
from analysis.jobs.cancellation import InterruptibleRun, shutdown
from analysis.jobs.errors import AnalysisFailed, WorkerStopping
from analysis.usage import model_terms
from analysis.usage.consent import model_permission
from people import acting_as
from portfolios.importers.readers.pdf import ELSEWHERE
from portfolios.importers.statements.checking import check_proposal
from portfolios.importers.statements.proposal import StatementProposal
from portfolios.importers.statements.text import StatementText
from portfolios.importers.table import Table
from portfolios.importing.statements import find_refusal, send_statement
from portfolios.importing.steps import finish_reading
from portfolios.models.imports import MAX_TRIES, ImportDraft

logger = logging.getLogger(__name__)
MODEL_SECONDS, RUN_SECONDS = 150, 170
"""How long a model may take for all its requests, and the whole run. Both end before the statement is free again."""
TOO_LONG = f"Reading this statement took too long. {ELSEWHERE}"
FAILED = f"Something unexpected went wrong with this statement, several times. {ELSEWHERE}"


class StatementRefused(Exception):
    """A statement cannot be read. The message says why."""


def read_waiting(draft_id: UUID, user_id: UUID) -> str:
    """Read a waiting statement and return a line for the queue's log. Safe to repeat."""
    with acting_as(user_id):
        if not ImportDraft.objects.take(draft_id):
            if ImportDraft.objects.unread().filter(pk=draft_id, tries__gte=MAX_TRIES).exists():
                finish_reading(draft_id=draft_id, rows=None, refused=FAILED)
            return "nothing to do: read, discarded or taken by another worker"
        draft = ImportDraft.objects.select_related("user").get(pk=draft_id)
        refusal = find_refusal(draft.user)  # consent may have been withdrawn meanwhile
    try:
        if refusal:
            raise StatementRefused(refusal)
        rows, refused = ask_model(draft), ""
    except WorkerStopping:
        with acting_as(user_id):
            ImportDraft.objects.filter(pk=draft_id).exclude(reading="").update(reading=ImportDraft.Reading.WAITING)
            send_statement(draft)
        return "handed over"
    except StatementRefused as error:
        rows, refused = None, str(error)
    with acting_as(user_id):
        kept = finish_reading(draft_id=draft_id, rows=rows, refused=refused)
    return "read" if kept and rows is not None else "refused" if kept else "the statement was discarded meanwhile"


def ask_model(draft: ImportDraft) -> Table:
    """Return the checked rows that a model proposes. Raises StatementRefused and WorkerStopping."""
    permission = model_permission(draft.user_id)
    if not permission.models.model_for_role(ROLE):
        raise StatementRefused(permission.reason or ELSEWHERE)
    terms = RunTerms(permission.models, model_terms.allowance_for(draft.user_id))
    terms.allowance.limits = limit_reading(terms.allowance.limits)
    text, found, trace_id = StatementText(draft.table), list[StatementProposal](), gen_trace_id()
    run = InterruptibleRun(partial(propose_within, text, terms, trace_id, found), seconds=RUN_SECONDS)
    try:
        with shutdown.on_request(run.interrupt):
            async_to_sync(run.run)()
    except AnalysisFailed as error:
        raise StatementRefused(TOO_LONG) from error
    except AgentsException as error:
        raise StatementRefused(f"{convert_error(error).message} {ELSEWHERE}") from error
    finally:
        recorder.drain(trace_id)  # these spans belong to no job and are not stored
    checked = check(found[0], text)
    if isinstance(checked, Table):
        return checked
    logger.warning("A statement was refused: its proposal has %s problems.", len(checked))
    raise StatementRefused(
        f"A language model read this statement, but what it found does not agree with the text, so nothing of it "
        f"counts. {checked[0]} {ELSEWHERE}"
    )


async def propose_within(text: StatementText, terms: RunTerms, trace_id: str, found: list[StatementProposal]) -> None:
    """Add the model's proposal to `found`. The requests end before the whole run has to."""
    limited = RunTerms(
        terms.models, terms.allowance, deadline=asyncio.get_running_loop().time() + MODEL_SECONDS, tally=terms.tally
    )
    try:
        with trace("Statement", trace_id=trace_id):
            found.append(await read_statement(Deps(text.shown()), limited, partial(find_problems, text)))
    finally:
        await close_connections()


def check(proposal: StatementProposal, text: StatementText) -> Table | list[str]:
    return check_proposal(proposal, text, today=timezone.localdate())


def find_problems(text: StatementText, proposal: StatementProposal) -> Sequence[str]:
    """Return what is wrong with a proposal; nothing if its rows can be imported."""
    checked = check(proposal, text)
    return () if isinstance(checked, Table) else checked
