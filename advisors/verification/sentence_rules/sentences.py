"""One sentence with its figures: what every rule on directions reads."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from advisors.verification.parsing.names import is_named
from advisors.verification.parsing.text import REFERENCE, Span, see
from portfolios.facts.fact import Fact, FactSheet

MOST_CLAIMS = 40
"""Words of direction in one sentence; with more of them it cannot be read, and is refused."""
MOST_FIGURES = 100
"""In one sentence or row; whoever writes more means harm."""
_CLAUSE = re.compile(r"[;|!?\n—]|\.\s| – ")
_OPEN = re.compile(
    r"\b(?:if|unless|until|when|whenever|whether|should|once|so that|how (?:far|much|well|long))\b[^,;:|]*$",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"(?:\b(?:not|never|no longer|neither|nor|hardly|rather than|instead of)|n['’]t)(?:\s+[^\W\d]+){0,2}\s*$|"
    r"\b(?:none|nobody|no one|hardly any)\b[^,;|]*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Figure:
    """at: where its mark stands in the sentence. fact: None where nobody knows what it is. is_size: without a sign."""

    at: int
    fact: Fact | None
    is_size: bool = False


@dataclass(frozen=True)
class Claim:
    """A word of direction: where it stands, whether it is denied, and the clause it stands in."""

    word: str
    start: int
    end: int
    is_denied: bool
    clause: Span


@dataclass(frozen=True)
class Sentence:
    """text: as it is seen, every figure one mark. figures: in order."""

    text: str
    figures: tuple[Figure, ...]
    sheet: FactSheet

    def claims(self, pattern: re.Pattern[str]) -> Iterator[Claim]:
        """Where the words stand as a statement; a condition or a question states nothing."""
        for match in pattern.finditer(self.text):
            start, end = self.clause(match.start())
            before = self.text[start : match.start()]
            if not _OPEN.search(before):
                yield Claim(match[0].lower(), match.start(), match.end(), bool(_NOT.search(before)), (start, end))

    def clause(self, at: int) -> Span:
        starts = [0, *self._clause_ends]
        start = max(end for end in starts if end <= at)
        return start, min((end for end in self._clause_ends if end > at), default=len(self.text))

    @cached_property
    def _clause_ends(self) -> list[int]:
        return [match.end() for match in _CLAUSE.finditer(self.text)]

    def within(self, span: Span) -> list[Figure]:
        return [figure for figure in self.figures if span[0] <= figure.at < span[1]]

    def before(self, claim: Claim) -> Figure | None:
        """The last figure of the clause before the word."""
        return next(reversed(self.within((claim.clause[0], claim.start))), None)

    def after(self, claim: Claim) -> Figure | None:
        return next(iter(self.within((claim.end, claim.clause[1]))), None)

    def last_named(self, subject: tuple[str, ...], span: Span) -> int:
        """Where in the span one of the names stands last, -1 where none does."""
        words = self.text[span[0] : span[1]].casefold()
        found = -1
        for name in subject:
            shown = see(name, ()).text
            if any(c.isalnum() for c in shown) and is_named(shown, self.text[span[0] : span[1]]):
                found = max(found, words.rfind(shown.casefold()))
        return found

    def names(self, fact: Fact, span: Span) -> bool:
        return self.last_named(fact.subject, span) >= 0

    def is_beside(self, figure: Figure, claim: Claim) -> bool:
        """Whether nothing but blanks stands between a figure and the word after it."""
        return not self.text[figure.at + len(REFERENCE) : claim.start].strip(" )")
