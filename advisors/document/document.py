"""A document: a letter, the actions, and sections of blocks. Nothing is parsed back from it."""

import re
from collections.abc import Iterator, Set
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, field_validator

from advisors.actions.action import FIXED_LINE
from advisors.claims.sections import Section
from advisors.document.parts import FigurePart, Part, Sentence
from advisors.document.printed_action import PrintedAction
from portfolios.valuation.snapshot import FrozenModel

SECTION_TITLES = {
    Section.OWN: "What you own",
    Section.MIX: "Your mix",
    Section.RISK: "Risk",
    Section.COSTS: "Costs",
    Section.TARGETS: "Your targets",
    Section.TAXES: "Taxes",
    Section.RETIREMENT: "Retirement",
    Section.CHANGES: "What would change it",
    Section.HISTORY: "In the past",
    Section.RULES: "Other ways to spend",
    Section.DATA: "Data and assumptions",
}
RETIREMENT_SECTIONS = (Section.RETIREMENT, Section.CHANGES, Section.HISTORY, Section.RULES)


class Paragraph(FrozenModel):
    type: Literal["paragraph"] = "paragraph"
    sentences: tuple[Sentence, ...]


class Note(FrozenModel):
    """General background that a model wrote, not about this person. cites: numbers of the sources it rests on."""

    type: Literal["note"] = "note"
    text: str
    cites: tuple[int, ...] = ()


class Column(FrozenModel):
    label: str
    is_number: bool = False


class Table(FrozenModel):
    """Rows of cells; a cell is a list of parts. has_total: whether the last row is the total."""

    type: Literal["table"] = "table"
    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[tuple[Part, ...], ...], ...]
    has_total: bool = False

    @property
    def cells(self) -> list[list[tuple[Column, tuple[Part, ...]]]]:
        """Return each row as its cells, each with its column."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]


Block = Annotated[Paragraph | Note | Table, Field(discriminator="type")]


class DocumentSection(FrozenModel):
    """One section. Its title is its key's own: no model writes a heading."""

    key: Section
    blocks: tuple[Block, ...]

    @property
    def title(self) -> str:
        return SECTION_TITLES[self.key]

    @property
    def sentences(self) -> list[Sentence]:
        return [s for block in self.blocks if isinstance(block, Paragraph) for s in block.sentences]

    @property
    def lead(self) -> str:
        """Return the text of its first sentence; empty without one."""
        return self.sentences[0].text if self.sentences else ""

    def count_figures(self) -> int:
        """Return how many figures the sentences and tables print."""
        tables = (block for block in self.blocks if isinstance(block, Table))
        cells = (cell for table in tables for row in table.rows for cell in row)
        in_tables = sum(isinstance(part, FigurePart) for cell in cells for part in cell)
        return in_tables + sum(len(sentence.figures) for sentence in self.sentences)

    def without_sentences(self, texts: Set[str]) -> "DocumentSection":
        """Return the section without sentences that are printed already, and without paragraphs that are then empty."""
        blocks: list[Block] = []
        for block in self.blocks:
            if not isinstance(block, Paragraph):
                blocks.append(block)
            elif kept := tuple(sentence for sentence in block.sentences if sentence.text not in texts):
                blocks.append(Paragraph(sentences=kept))
        return self.model_copy(update={"blocks": tuple(blocks)})


class Letter(FrozenModel):
    """One page for the person. The actions stand between `matters` and `leaves_out`."""

    stands: tuple[Sentence, ...] = ()
    matters: tuple[Sentence, ...] = ()
    leaves_out: tuple[Sentence, ...] = ()

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        return (*self.stands, *self.matters, *self.leaves_out)


LETTER_TITLES = {
    "stands": "Where you stand",
    "matters": "What matters",
    "actions": "What to do, in this order",
    "leaves_out": "What these figures leave out",
}


class Source(FrozenModel):
    """A library note that commentary cites. url: an https address; empty if the note's is none.

    label: that a program added the note, and who accepted it; empty for notes of Alex and of the researcher.
    """

    number: int
    topic: str
    url: str
    publisher: str = ""
    published: date | None = None
    label: str = ""

    @field_validator("url")
    @classmethod
    def _keep_https(cls, url: str) -> str:
        return re.sub(r"[<>\s\\]", "", url) if url.startswith("https://") else ""


class Document(FrozenModel):
    """digest: of the snapshot it is about. The printed parts are stored: a later version never changes an old text."""

    version: Literal[2] = 2
    digest: str
    letter: Letter = Letter()
    actions: tuple[PrintedAction, ...] = ()
    sections: tuple[DocumentSection, ...] = ()
    sources: tuple[Source, ...] = ()
    closing: str = FIXED_LINE

    @property
    def sentences(self) -> list[Sentence]:
        """Return the sentences of all sections."""
        return [sentence for section in self.sections for sentence in section.sentences]

    def count_figures(self) -> int:
        """Return how many figures the letter, the actions and the sections print."""
        actions = (sentence for action in self.actions for sentence in action.sentences)
        in_sentences = sum(len(sentence.figures) for sentence in (*self.letter.sentences, *actions))
        return in_sentences + sum(section.count_figures() for section in self.sections)

    @property
    def all_sentences(self) -> Iterator[Sentence]:
        """Yield every printed sentence: of the letter, of the actions and of the sections."""
        yield from self.letter.sentences
        for action in self.actions:
            yield from action.sentences
        yield from self.sentences
