"""Notes of the library as numbered sources. A model writes [1]; code prints what that stands for."""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from advisors.note import Note
from advisors.writing.markdown import plain

MOST_SEARCHES, MOST_SOURCES = 5, 12
LONGEST_QUERY = 200
CITED = re.compile(r"(?<!\[)\[(\d{1,2})\]")
LINKED = re.compile(r"\[\d+\]\s*[(\[:]|\[\[\d+\]")


@dataclass
class Sources:
    """What one report was shown of the library. find: from a query to the notes that fit, bound to the library."""

    find: Callable[[str], Awaitable[Sequence[Note]]]
    notes: list[Note] = field(default_factory=list)
    searches: int = 0

    async def search(self, query: str) -> list[tuple[int, Note]]:
        """Numbers and notes; a note keeps its number for the whole report."""
        self.searches += 1
        found = await self.find(query[:LONGEST_QUERY])
        self.notes += [note for note in found if note not in self.notes][: MOST_SOURCES - len(self.notes)]
        return [(self.notes.index(note) + 1, note) for note in found if note in self.notes]

    @property
    def is_exhausted(self) -> bool:
        return self.searches >= MOST_SEARCHES

    @property
    def names(self) -> tuple[str, ...]:
        """The numbers that may stand in a text; any other is a figure like another."""
        return tuple(f"[{number}]" for number in range(1, len(self.notes) + 1))


def link_faults(text: str) -> tuple[str, ...]:
    """A number in brackets that Markdown would make a link of, or that is not cited as it was given."""
    return tuple(f"{match[0]}: a source is cited by its number alone" for match in LINKED.finditer(text))


def listing(text: str, notes: Sequence[Note]) -> str:
    """The sources that the text cites, as a section to stand at its end; empty where it cites none."""
    numbers = sorted({int(number) for number in CITED.findall(text)} & set(range(1, len(notes) + 1)))
    lines = [_line(number, notes[number - 1]) for number in numbers]
    return "\n".join(["## Sources", "", *lines]) if lines else ""


def _line(number: int, note: Note) -> str:
    at = note.published_at
    address = re.sub(r"[<>\s\\]", "", note.source)
    return f"- \\[{number}\\] [{plain(note.topic)}](<{address}>), {note.host}, {at:%B} {at.day}, {at.year}"
