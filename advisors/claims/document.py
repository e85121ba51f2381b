"""A document: typed sections of sentences, from the writer to page, API, print and trace. Nothing is parsed back."""

from typing import Annotated, Literal

from pydantic import Field

from advisors.claims.claim import Section
from advisors.claims.printing import Figure, print_apart
from advisors.claims.statement import Mood, Name, Statement
from advisors.writing.markdown import escape_markdown
from portfolios.valuation.snapshot import FrozenModel

Author = Literal["model", "built_in", "code"]
Link = Literal["", "But", "So", "Also"]


class TextPart(FrozenModel):
    type: Literal["text"] = "text"
    text: str


class FigurePart(FrozenModel):
    """A printed figure. fact: the id of the fact that its card shows."""

    type: Literal["figure"] = "figure"
    fact: str
    text: str


class NamePart(FrozenModel):
    """A name that a person or a file chose; pages escape it."""

    type: Literal["name"] = "name"
    text: str


Part = Annotated[TextPart | FigurePart | NamePart, Field(discriminator="type")]


class Sentence(FrozenModel):
    """One printed statement. decided_by: ids of the facts behind it. author: who chose it; code wrote it."""

    kind: str
    arguments: tuple[str, ...] = ()
    verdict: str
    mood: Mood
    link: Link = ""
    parts: tuple[Part, ...]
    decided_by: tuple[str, ...] = ()
    author: Author = "built_in"

    @property
    def text(self) -> str:
        return "".join(part.text for part in self.parts)

    def to_markdown(self) -> str:
        """Return the text with the names escaped for Markdown."""
        return "".join(escape_markdown(part.text) if isinstance(part, NamePart) else part.text for part in self.parts)


class DocumentSection(FrozenModel):
    key: Section
    sentences: tuple[Sentence, ...]


class Document(FrozenModel):
    """digest: of the snapshot it is about. The printed parts are stored: a later version never changes an old text."""

    version: Literal[2] = 2
    digest: str
    sections: tuple[DocumentSection, ...] = ()

    @property
    def sentences(self) -> list[Sentence]:
        return [sentence for section in self.sections for sentence in section.sentences]

    def to_markdown(self) -> str:
        """Render the document for readers of Markdown. The title of a section is its key's own."""
        blocks = []
        for section in self.sections:
            prose = " ".join(sentence.to_markdown() for sentence in section.sentences)
            blocks += [f"## {SECTION_TITLES[section.key]}", prose]
        return "\n\n".join(blocks)


SECTION_TITLES = {
    Section.SUMMARY: "Where you stand",
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
    Section.DATA: "What these figures leave out",
}


def build_sentence(statement: Statement, phrasing: int, *, link: Link = "", author: Author = "built_in") -> Sentence:
    """Print a statement as a sentence. A link comes first, and the sentence then goes on in lower case."""
    parts = statement.parts(phrasing)
    printed = iter(print_apart([part for part in parts if isinstance(part, Figure)]))
    built: list[TextPart | FigurePart | NamePart] = []
    for part in parts:
        if isinstance(part, Figure):
            built.append(FigurePart(fact=part.fact.id, text=next(printed)))
        else:
            built.append(NamePart(text=part.text) if isinstance(part, Name) else TextPart(text=part))
    first = built[0]
    if link and isinstance(first, TextPart):
        word = first.text.split(" ", 1)[0]
        is_name = word.isupper() and word not in ("A", "I")  # such as US
        lowered = first.text if is_name else first.text[:1].lower() + first.text[1:]
        built[0] = TextPart(text=f"{link} {lowered}")
    return Sentence(
        kind=statement.kind, arguments=statement.arguments, verdict=statement.verdict, mood=statement.mood,
        link=link if isinstance(first, TextPart) else "", parts=tuple(built), decided_by=statement.decided_by,
        author=author,
    )  # fmt: skip
