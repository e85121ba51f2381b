"""Notes of the library as numbered sources. A model writes [1]; code prints what that stands for."""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from advisors.note import Note
from advisors.writing.markdown import escape_markdown

MOST_SEARCHES, MOST_SOURCES = 5, 12
MAX_QUERY_LENGTH = 200
CITATION_PATTERN = re.compile(r"(?<!\[)\[(\d{1,2})\]")
LINKED_CITATION_PATTERN = re.compile(r"\[\d+\]\s*[(\[:]|\[\[\d+\]")


@dataclass
class ReportSources:
    """What one report was shown of the library. find: from a query to the notes that fit, bound to the library."""

    find: Callable[[str], Awaitable[Sequence[Note]]]
    notes: list[Note] = field(default_factory=list)
    searches: int = 0

    async def search(self, query: str) -> list[tuple[int, Note]]:
        """Numbers and notes; a note keeps its number for the whole report."""
        self.searches += 1
        found = await self.find(query[:MAX_QUERY_LENGTH])
        self.notes += [note for note in found if note not in self.notes][: MOST_SOURCES - len(self.notes)]
        return [(self.notes.index(note) + 1, note) for note in found if note in self.notes]

    @property
    def has_no_searches_left(self) -> bool:
        return self.searches >= MOST_SEARCHES

    @property
    def names(self) -> tuple[str, ...]:
        """The numbers that may stand in a text; any other is a figure like another."""
        return tuple(f"[{number}]" for number in range(1, len(self.notes) + 1))


def find_link_errors(text: str) -> tuple[str, ...]:
    """A number in brackets that Markdown would make a link of, or that is not cited as it was given."""
    return tuple(
        f"{match[0]}: a source is cited by its number alone" for match in LINKED_CITATION_PATTERN.finditer(text)
    )


def write_sources_section(text: str, notes: Sequence[Note]) -> str:
    """The sources that the text cites, as a section to stand at its end; empty where it cites none."""
    numbers = sorted({int(number) for number in CITATION_PATTERN.findall(text)} & set(range(1, len(notes) + 1)))
    lines = [_format_source(number, notes[number - 1]) for number in numbers]
    return "\n".join(["## Sources", "", *lines]) if lines else ""


def _format_source(number: int, note: Note) -> str:
    at = note.published_at
    address = re.sub(r"[<>\s\\]", "", note.source)
    return f"- \\[{number}\\] [{escape_markdown(note.topic)}](<{address}>), {note.host}, {at:%B} {at.day}, {at.year}"
