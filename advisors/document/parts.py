"""The parts of a printed sentence: text, figures and names. Pages link each figure to the card of its fact."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from advisors.claims.printing import Figure, print_apart
from advisors.claims.statement import Mood, Name, Statement
from advisors.claims.statement import Part as StatementPart
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

    @property
    def figures(self) -> list[FigurePart]:
        return [part for part in self.parts if isinstance(part, FigurePart)]


def print_parts(parts: Sequence[StatementPart]) -> tuple[Part, ...]:
    """Print the parts of a statement. Figures of one unit that differ are printed so that a reader sees it."""
    printed = iter(print_apart([part for part in parts if isinstance(part, Figure)]))
    built: list[Part] = []
    for part in parts:
        if isinstance(part, Figure):
            built.append(FigurePart(fact=part.fact.id, text=next(printed)))
        else:
            built.append(NamePart(text=part.text) if isinstance(part, Name) else TextPart(text=part))
    return tuple(built)


def build_sentence(statement: Statement, phrasing: int, *, link: Link = "", author: Author = "built_in") -> Sentence:
    """Print a statement as a sentence. A link comes first, and the sentence then goes on in lower case."""
    built = list(print_parts(statement.parts(phrasing)))
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
