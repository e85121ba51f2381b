"""Print chosen statements as the sections of a document, and choose them without a model."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from advisors.claims.case import ClaimCase
from advisors.claims.ranking import choose_statements
from advisors.claims.registry import KINDS
from advisors.claims.sections import Section
from advisors.claims.statement import Statement, opening
from advisors.document.document import Block, DocumentSection, Paragraph
from advisors.document.parts import Author, Link, Sentence, build_sentence

RECENT_SENTENCES = 2
MAX_SENTENCES = 5
"""Sentences of a paragraph."""
SECTION_TURN = 1
"""Sections take the next phrasing of a statement, because the letter may have printed the first."""
CAUSES = frozenset({
    ("goal_gap", "saving_needed"), ("goal_gap", "earliest"), ("company", "company_swings"),
    ("unclassified", "no_projection"), ("risk_source", "bad_year"), ("against_target", "off_target"),
    ("rank", "home_bias"), ("share", "home_bias"), ("rmd_amount", "rmd"),
})  # fmt: skip
"""Pairs of which the first is the cause of the second, so that "So" may join them."""


@dataclass(frozen=True)
class Chosen:
    """A statement that somebody chose to print.

    link: the word that they wish before it. number: of the line of an outline that asks for it; 0 without one.
    """

    statement: Statement
    author: Author = "built_in"
    link: Link = ""
    number: int = 0


def write_sections(case: ClaimCase) -> tuple[DocumentSection, ...]:
    """Return what the built-in writer says about a person. The same case always gives the same text."""
    return print_sections([Chosen(statement) for statement in choose_statements(case)], case.digest)


def print_sections(chosen: Iterable[Chosen], digest: str) -> tuple[DocumentSection, ...]:
    """Print statements in their own sections, in the order in which they were chosen."""
    sections: dict[Section, list[Chosen]] = {}
    for one in chosen:
        sections.setdefault(KINDS[one.statement.kind].section, []).append(one)
    return tuple(
        DocumentSection(key=key, blocks=print_paragraphs(sections[key], digest)) for key in Section if key in sections
    )


def print_paragraphs(chosen: Iterable[Chosen], digest: str) -> tuple[Block, ...]:
    sentences = tuple(print_statements(chosen, digest, turn=SECTION_TURN))
    starts = range(0, len(sentences), MAX_SENTENCES)
    return tuple(Paragraph(sentences=sentences[start : start + MAX_SENTENCES]) for start in starts)


def print_statements(
    chosen: Iterable[Chosen], digest: str, *, turn: int = 0, shortest: bool = False
) -> Iterator[Sentence]:
    """Print statements one after another. "But" opens one that is bad after one that is good."""
    openings: list[str] = []
    mood, before = "neutral", ""
    for one in chosen:
        statement = one.statement
        recent = frozenset(openings[-RECENT_SENTENCES:])
        phrasing = statement.choose_phrasing(digest, recent, turn=turn, shortest=shortest)
        link: Link = "But" if mood == "good" and statement.mood == "bad" else ""
        if not link and one.link == "So" and (before, statement.kind) in CAUSES:
            link = "So"
        openings.append(opening(statement.text(phrasing)))
        mood = statement.mood if statement.mood != "neutral" else mood
        before = statement.kind
        yield build_sentence(statement, phrasing, link=link, author=one.author)
