"""What the catalogue does not know is put to the tagger, a few at a time."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from advisors.checking import check_result
from advisors.results import Classification
from advisors.tagger import agent as tagger
from advisors.tagger import writer as tagger_writer
from analysis import preparation
from analysis.database import in_database
from analysis.hooks import StepHooks
from analysis.lease import Lease
from analysis.outputs import TagOutput
from analysis.writing import Verdict, Written, written
from portfolios.facts import FactSheet
from portfolios.models import Instrument

AT_ONCE = 5


@dataclass(frozen=True)
class Desk:
    """Where instruments come from and where proposals go. Both say so when there is nothing to do any more."""

    fetch: Callable[[str], Instrument | None]
    store: Callable[[Instrument, Written[Classification]], bool]
    hooks: StepHooks | None = None


async def classify_all(lease: Lease, instrument_ids: list[str], hooks: StepHooks) -> tuple[TagOutput, str]:
    """A job's step: under its lease, and its progress says what goes on."""
    desk = Desk(
        partial(preparation.instrument, lease),
        lambda row, proposed: preparation.propose(lease, row, proposed.printed),
        hooks,
    )
    symbols = await classify(instrument_ids, desk)
    return TagOutput(classified=symbols), f"Looked at {', '.join(symbols[:5]) or 'nothing new'}"


async def classify(instrument_ids: Sequence[str], desk: Desk) -> list[str]:
    """The symbols that got a proposal."""
    turns = asyncio.Semaphore(AT_ONCE)

    async def in_turn(instrument_id: str) -> str:
        async with turns:
            return await _classify(instrument_id, desk)

    return [symbol for symbol in await asyncio.gather(*map(in_turn, instrument_ids)) if symbol]


async def _classify(instrument_id: str, desk: Desk) -> str:
    """A proposal is checked like any other text and figure: what does not stand up is replaced by the rules' own."""
    row = await in_database(desk.fetch)(instrument_id)
    if row is None:
        return ""
    deps = tagger.Deps(row.symbol, row.name, row.instrument_type)
    proposed: Written[Classification] = await written(
        lambda _: tagger.classify(deps, desk.hooks),
        partial(_check, names=(row.symbol, row.name)),
        lambda: tagger_writer.classify(row.symbol, row.name, row.instrument_type),
    )
    stored = await in_database(desk.store)(row, proposed)
    return row.symbol if stored else ""


def _check(proposal: Classification, *, names: tuple[str, ...]) -> Verdict[Classification]:
    printed, figures, problems = check_result(proposal, FactSheet(), names)
    return Verdict(printed, figures, (*problems, *proposal.faults()))
