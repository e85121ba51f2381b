"""What the catalogue does not know is put to the tagger, a few at a time."""

import asyncio
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

AT_ONCE = 5


async def classify_all(lease: Lease, instrument_ids: list[str], hooks: StepHooks) -> tuple[TagOutput, str]:
    turns = asyncio.Semaphore(AT_ONCE)

    async def classify(instrument_id: str) -> str:
        async with turns:
            return await _classify(lease, instrument_id, hooks)

    symbols = [symbol for symbol in await asyncio.gather(*map(classify, instrument_ids)) if symbol]
    return TagOutput(classified=symbols), f"Looked at {', '.join(symbols[:5]) or 'nothing new'}"


async def _classify(lease: Lease, instrument_id: str, hooks: StepHooks) -> str:
    """A proposal is checked like any other text and figure: what does not stand up is replaced by the rules' own."""
    row = await in_database(preparation.instrument)(lease, instrument_id)
    if row is None:
        return ""
    deps = tagger.Deps(row.symbol, row.name, row.instrument_type)
    proposed: Written[Classification] = await written(
        lambda _: tagger.classify(deps, hooks),
        partial(_check, names=(row.symbol, row.name)),
        lambda: tagger_writer.classify(row.symbol, row.name, row.instrument_type),
    )
    stored = await in_database(preparation.propose)(lease, row, proposed.printed)
    return row.symbol if stored else ""


def _check(proposal: Classification, *, names: tuple[str, ...]) -> Verdict[Classification]:
    printed, figures, problems = check_result(proposal, FactSheet(), names)
    return Verdict(printed, figures, (*problems, *proposal.faults()))
