"""Compare letters with those that a planner wrote, and with each other."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from pydantic import Field

from advisors.actions.action import Advised
from advisors.claims.case import ClaimCase
from advisors.document.document import Document
from advisors.document.parts import FigurePart, NamePart, Sentence
from portfolios.facts.families import Measure
from portfolios.valuation.snapshot import FrozenModel

FILE = Path(__file__).parent / "data" / "gold_letters.json"
NUMBER = re.compile(r"\d[\d,.]*\d|\d")


class Saying(FrozenModel):
    """A claim or an action by its kind. arguments, verdicts, measure: only with these, if given."""

    kind: str
    arguments: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ()
    measure: Measure | None = None

    def matches(self, sentence: Sentence, measures: dict[str, Measure]) -> bool:
        """Return whether a sentence says this. measures: the measure of each fact by its id."""
        printed = {measures[part.fact] for part in sentence.parts if isinstance(part, FigurePart)}
        return (
            sentence.kind == self.kind
            and (not self.arguments or sentence.arguments == self.arguments)
            and (not self.verdicts or sentence.verdict in self.verdicts)
            and (self.measure is None or self.measure in printed)
        )


class GoldSentence(FrozenModel):
    """One sentence of a planner's letter. place: where it stands there. any_of: what counts as saying it."""

    place: str
    any_of: tuple[Saying, ...] = Field(min_length=1)


class GoldLetter(FrozenModel):
    says: tuple[GoldSentence, ...]
    never: tuple[Saying, ...]


class GoldFile(FrozenModel):
    about: str
    letters: dict[str, GoldLetter]


class Comparison(NamedTuple):
    """How a letter compares with a planner's. sentences: how many that has. missing: places of those that ours lacks.

    against: kinds that the planner leaves out on purpose and ours says.
    """

    sentences: int
    missing: tuple[str, ...]
    against: tuple[str, ...]

    @property
    def share(self) -> float:
        """Return the part of the planner's letter that is said, 0 to 1."""
        return 1 - len(self.missing) / self.sentences


def read_gold_letters(file: Path = FILE) -> dict[str, GoldLetter]:
    """Read the planner's letters by household. Raises pydantic's ValidationError."""
    return GoldFile.model_validate_json(file.read_text()).letters


def compare_letter(document: Document, gold: GoldLetter, case: ClaimCase, actions: Iterable[Advised]) -> Comparison:
    """Return what letter and actions say of a planner's letter, and what they say against it."""
    facts = [*case.facts.facts, *(fact for action in actions for fact in action.facts)]
    measures = {fact.id: fact.measure for fact in facts}
    page = list(sentences_on_page(document))

    def is_on_page(saying: Saying) -> bool:
        return any(saying.matches(sentence, measures) for sentence in page)

    return Comparison(
        sentences=len(gold.says),
        missing=tuple(one.place for one in gold.says if not any(map(is_on_page, one.any_of))),
        against=tuple(saying.kind for saying in gold.never if is_on_page(saying)),
    )


def sentences_on_page(document: Document) -> Iterator[Sentence]:
    """Yield the sentences of the letter and of the actions."""
    yield from document.letter.sentences
    for action in document.actions:
        yield from action.sentences


def mask_sentence(sentence: Sentence) -> str:
    """Return the text with a sign for each figure and each name."""
    parts = ("#" if isinstance(p, FigurePart) else "@" if isinstance(p, NamePart) else p.text for p in sentence.parts)
    return NUMBER.sub("#", "".join(parts))


def shared_share(documents: Iterable[Document], least: int) -> float:
    """Return the part of all sentences, 0 to 1, that letters of this many households or more share when masked."""
    pages = [[mask_sentence(sentence) for sentence in sentences_on_page(document)] for document in documents]
    households = Counter(text for page in pages for text in set(page))
    return sum(households[text] >= least for page in pages for text in page) / sum(map(len, pages))
