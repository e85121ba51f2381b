"""What the catalogue does not know is put to the tagger, a few at a time."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from advisors.budget.terms import RunTerms
from advisors.runtime.results import Classification
from advisors.runtime.write_check_revise import CheckResult, WritingResult, write_checked
from advisors.tagger import agent as tagger
from advisors.tagger import writer as tagger_writer
from advisors.tracing.events import record_decision
from advisors.verification.results import check_result
from analysis.database import db_async
from analysis.jobs.lease import Lease
from analysis.pipeline import prepare
from analysis.pipeline.outputs import TagOutput
from portfolios.facts.fact import FactSheet
from portfolios.models import Instrument

MAX_CONCURRENT = 5


@dataclass(frozen=True)
class TaggingContext:
    """Where instruments come from and where proposals go. Both say so when there is nothing to do any more."""

    fetch: Callable[[str], Instrument | None]
    store: Callable[[Instrument, WritingResult[Classification]], bool]
    terms: RunTerms


async def classify_all(lease: Lease, instrument_ids: list[str], terms: RunTerms) -> tuple[TagOutput, str]:
    """A job's step: under its lease, and its progress says what goes on."""
    desk = TaggingContext(
        partial(prepare.instrument, lease),
        lambda row, proposed: prepare.store_proposal(lease, row, proposed.printed),
        terms,
    )
    symbols = await classify(instrument_ids, desk)
    return TagOutput(classified=symbols), f"Looked at {', '.join(symbols[:5]) or 'nothing new'}"


async def classify(instrument_ids: Sequence[str], desk: TaggingContext) -> list[str]:
    """The symbols that got a proposal."""
    turns = asyncio.Semaphore(MAX_CONCURRENT)

    async def in_turn(instrument_id: str) -> str:
        async with turns:
            return await _classify_one(instrument_id, desk)

    return [symbol for symbol in await asyncio.gather(*map(in_turn, instrument_ids)) if symbol]


async def _classify_one(instrument_id: str, desk: TaggingContext) -> str:
    row = await db_async(desk.fetch)(instrument_id)
    if row is None:
        return ""
    proposed = await proposal(row, desk.terms)
    stored = await db_async(desk.store)(row, proposed)
    _log_decision(row.symbol, proposed.printed, stored=stored)
    return row.symbol if stored else ""


def _log_decision(symbol: str, proposed: Classification, *, stored: bool) -> None:
    classes = ", ".join(f"{share.percent:g}% {share.key}" for share in proposed.asset_class)
    words = f"{symbol}: {classes or 'unclassified'}, confidence {proposed.confidence:g}"
    record_decision(words if stored else f"{words}; not kept, what stands is better", rationale=proposed.rationale)


async def proposal(row: Instrument, terms: RunTerms) -> WritingResult[Classification]:
    """Checked like any other text and figure: what does not stand up is replaced by the rules' own."""
    deps = tagger.Deps(row.symbol, row.name, row.instrument_type)
    return await write_checked(
        lambda revise: tagger.classify(deps, revise=revise, terms=terms),
        partial(_check_classification, names=(row.symbol, row.name)),
        lambda: tagger_writer.classify(row.symbol, row.name, row.instrument_type),
    )


def _check_classification(proposal: Classification, *, names: tuple[str, ...]) -> CheckResult[Classification]:
    printed, figures, problems = check_result(proposal.normalize_splits(), FactSheet(), names)
    return CheckResult(proposal, printed, figures, (*problems, *printed.find_errors()))
