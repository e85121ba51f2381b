"""Library notes as numbered sources. A model cites [1]; code prints the list of sources."""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from advisors.note import Note
from advisors.writing.markdown import escape_markdown

MAX_SEARCHES, MAX_SOURCES = 5, 12
MAX_QUERY_LENGTH = 200
CITATION_PATTERN = re.compile(r"(?<!\[)\[(\d{1,2})\]")
LINKED_CITATION_PATTERN = re.compile(r"\[\d+\]\s*[(\[:]|\[\[\d+\]")


@dataclass
class ReportSources:
    """The notes that one report may cite. search_notes: finds the notes that fit a query."""

    search_notes: Callable[[str], Awaitable[Sequence[Note]]]
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

    @property
    def names(self) -> tuple[str, ...]:
        """Return the citations that a text may use. Any other number in it is a figure."""
        return tuple(f"[{number}]" for number in range(1, len(self.notes) + 1))


def find_link_errors(text: str) -> tuple[str, ...]:
    """Return an error for each citation that Markdown would turn into a link."""
    return tuple(
        f"{match[0]}: a source is cited by its number alone" for match in LINKED_CITATION_PATTERN.finditer(text)
    )


def write_sources_section(text: str, notes: Sequence[Note]) -> str:
    """Return the section of the sources that the text cites; empty if it cites none."""
    numbers = sorted({int(number) for number in CITATION_PATTERN.findall(text)} & set(range(1, len(notes) + 1)))
    lines = []
    for number in numbers:
        note = notes[number - 1]
        date, address = note.published_at, re.sub(r"[<>\s\\]", "", note.source)
        link = f"[{escape_markdown(note.topic)}](<{address}>)"
        origin = escape_markdown(f"{note.source_title}, {note.publisher}") if note.publisher else note.host
        lines.append(f"- \\[{number}\\] {link}, {origin}, {date:%B} {date.day}, {date.year}")
    return "\n".join(["## Sources", "", *lines]) if lines else ""
