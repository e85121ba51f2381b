"""Classify instruments that the catalogue does not know with the tagger, a few at a time."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from django.utils import timezone

from advisors.budget.terms import RunTerms
from advisors.runtime.builtin import BUILTIN_MODEL_NAME
from advisors.runtime.classification import Classification
from advisors.runtime.write_check_revise import WritingResult, write_checked
from advisors.tagger import agent as tagger
from advisors.tagger import writer as tagger_writer
from advisors.tagger.output import TagOutput
from advisors.tagger.rationale import label_rationale
from advisors.tracing.events import record_decision
from analysis.database import db_async
from analysis.jobs.lease import Lease
from analysis.pipeline import prepare
from portfolios.models import Instrument

MAX_CONCURRENT = 5


@dataclass(frozen=True)
class TaggingContext:
    """How to load instruments and store proposals.

    fetch: return None if the instrument needs no proposal any more. store: return whether the proposal was stored.
    """

    fetch: Callable[[str], Instrument | None]
    store: Callable[[Instrument, WritingResult[Classification]], bool]
    terms: RunTerms


async def classify_all(lease: Lease, instrument_ids: list[str], terms: RunTerms) -> tuple[TagOutput, str]:
    """Classify instruments in the step of a job, under its lease."""
    context = TaggingContext(
        partial(prepare.find_instrument, lease),
        lambda row, proposed: prepare.store_proposal(lease, row, proposed.answer),
        terms,
    )
    symbols = await classify(instrument_ids, context)
    return TagOutput(classified=symbols), f"Looked at {', '.join(symbols[:5]) or 'nothing new'}"


async def classify(instrument_ids: Sequence[str], context: TaggingContext) -> list[str]:
    """Return the symbols that got a proposal."""
    turns = asyncio.Semaphore(MAX_CONCURRENT)

    async def classify_one(instrument_id: str) -> str:
        async with turns:
            row = await db_async(context.fetch)(instrument_id)
            if row is None:
                return ""
            result = await propose_classification(row, context.terms)
            stored = await db_async(context.store)(row, result)
        proposal = result.answer
        classes = ", ".join(f"{share.percent:g}% {share.key}" for share in proposal.asset_class)
        decision = f"{row.symbol}: {classes or 'unclassified'}, confidence {proposal.confidence:g}"
        note = "" if stored else "; not kept, what stands is better"
        record_decision(f"{decision}{note}", rationale=proposal.rationale)
        return row.symbol if stored else ""

    return [symbol for symbol in await asyncio.gather(*map(classify_one, instrument_ids)) if symbol]


async def propose_classification(row: Instrument, terms: RunTerms) -> WritingResult[Classification]:
    """Return the tagger's proposal, or that of the built-in rules if its splits do not pass.

    A model's reason is shown only with a label, and only if it could stand as a note.
    """
    today = timezone.now().date()
    deps = tagger.Deps(row.symbol, row.name, row.instrument_type, today)
    result = await write_checked(
        lambda revise: tagger.classify(deps, revise=revise, terms=terms),
        lambda classification: classification.normalize_splits().find_errors(),
        lambda: tagger_writer.classify(row.symbol, row.name, row.instrument_type, today=today),
    )
    answer = result.answer.normalize_splits()
    if result.model != BUILTIN_MODEL_NAME:
        rationale = label_rationale(answer.rationale, (row.symbol, row.name))
        answer = answer.model_copy(update={"rationale": rationale})
    return replace(result, answer=answer)
