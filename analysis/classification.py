"""What the catalogue does not know is put to the tagger, a few at a time."""

import asyncio

from advisors.results import Classification
from advisors.tagger import agent as tagger
from analysis import preparation
from analysis.database import in_database
from analysis.hooks import StepHooks
from analysis.lease import Lease
from analysis.outputs import TagOutput

AT_ONCE = 5


async def classify_all(lease: Lease, instrument_ids: list[str], hooks: StepHooks) -> tuple[TagOutput, str]:
    turns = asyncio.Semaphore(AT_ONCE)

    async def classify(instrument_id: str) -> str:
        async with turns:
            return await _classify(lease, instrument_id, hooks)

    symbols = [symbol for symbol in await asyncio.gather(*map(classify, instrument_ids)) if symbol]
    return TagOutput(classified=symbols), f"Looked at {', '.join(symbols[:5]) or 'nothing new'}"


async def _classify(lease: Lease, instrument_id: str, hooks: StepHooks) -> str:
    row = await in_database(preparation.instrument)(lease, instrument_id)
    ran = await tagger.classify(tagger.Deps(row.symbol, row.name, row.instrument_type), hooks)
    proposal: Classification = ran.output
    stored = await in_database(preparation.propose)(lease, row, proposal)
    return row.symbol if stored else ""
