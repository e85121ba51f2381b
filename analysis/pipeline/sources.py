"""What the reporter may look up beside the facts: the library of research notes, where it holds any."""

from functools import partial

from advisors.library import notes
from advisors.models import ResearchNote
from advisors.writing.case import Situation
from advisors.writing.citations import ReportSources
from analysis.database import db_async


async def find_library_sources(situation: Situation) -> ReportSources | None:
    """Notes about what this person holds are put forward. Queries leave the database only for the embedding model."""
    if not await db_async(ResearchNote.objects.exists)():
        return None
    symbols = [instrument.symbol for instrument, _ in situation.portfolio.holdings]
    return ReportSources(db_async(partial(notes.search_notes, symbols=symbols)))
