"""Library notes as numbered sources: a model cites [1], and code prints the list of sources."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from advisors.note import Note

MAX_SEARCHES, MAX_SOURCES = 5, 12
MAX_QUERY_LENGTH = 200


@dataclass
class ReportSources:
    """The notes that one report may cite.

    search_notes: finds the notes that fit a query. subjects: how many notes there are, by subject that matters here.
    """

    search_notes: Callable[[str], Awaitable[Sequence[Note]]]
    subjects: Mapping[str, int] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    searches: int = 0

    async def search(self, query: str) -> list[tuple[int, Note]]:
        """Return numbered notes. A note keeps its number for the whole report."""
        self.searches += 1
        found = await self.search_notes(query[:MAX_QUERY_LENGTH])
        self.notes += [note for note in found if note not in self.notes][: MAX_SOURCES - len(self.notes)]
        return [(self.notes.index(note) + 1, note) for note in found if note in self.notes]

    @property
    def has_no_searches_left(self) -> bool:
        return self.searches >= MAX_SEARCHES
