"""Write the sections of a document without a model: what ranks highest, printed section by section."""

from collections.abc import Iterable, Iterator

from advisors.claims.case import ClaimCase
from advisors.claims.claim import Section
from advisors.claims.ranking import choose_statements
from advisors.claims.registry import KINDS
from advisors.claims.statement import Statement, opening
from advisors.document.document import DocumentSection, Paragraph
from advisors.document.parts import Author, Link, Sentence, build_sentence

SUMMARY_KINDS = ("empty", "worth", "no_projection", "when", "on_track", "one_point", "goal_gap")
RECENT_SENTENCES = 2


def write_sections(case: ClaimCase) -> tuple[DocumentSection, ...]:
    """Return what the built-in writer says about a person. The same case always gives the same text."""
    chosen = choose_statements(case)
    summary = [s for name in SUMMARY_KINDS for s in chosen if s.kind == name]
    sections = {Section.SUMMARY: summary}
    for statement in (s for s in chosen if s not in summary):
        sections.setdefault(KINDS[statement.kind].section, []).append(statement)
    return tuple(
        DocumentSection(key=key, blocks=(Paragraph(sentences=tuple(print_statements(sections[key], case.digest))),))
        for key in Section
        if sections.get(key)
    )


def print_statements(statements: Iterable[Statement], digest: str, author: Author = "built_in") -> Iterator[Sentence]:
    """Print statements one after another. "But" opens one that is bad after one that is good."""
    openings: list[str] = []
    mood = "neutral"
    for statement in statements:
        phrasing = statement.choose_phrasing(digest, frozenset(openings[-RECENT_SENTENCES:]))
        link: Link = "But" if mood == "good" and statement.mood == "bad" else ""
        openings.append(opening(statement.text(phrasing)))
        mood = statement.mood if statement.mood != "neutral" else mood
        yield build_sentence(statement, phrasing, link=link, author=author)
