"""What the reporter may look up beside the facts: the library of research notes, where it holds any."""

from functools import partial

from advisors.library import notes
from advisors.models import ResearchNote
from advisors.writing.case import Situation
from advisors.writing.citations import ReportSources
from analysis.database import in_database


async def library_for(situation: Situation) -> ReportSources | None:
    """Notes about what this person holds are put forward. Queries leave the database only for the embedding model."""
    if not await in_database(ResearchNote.objects.exists)():
        return None
    symbols = [instrument.symbol for instrument, _ in situation.portfolio.holdings]
    return ReportSources(in_database(partial(notes.search_notes, symbols=symbols)))
