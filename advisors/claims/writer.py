"""The built-in writer: a ranking of what can be said, printed section by section."""

from collections import Counter
from collections.abc import Iterable, Iterator

from advisors.claims.case import ClaimCase
from advisors.claims.claim import Section
from advisors.claims.document import Document, DocumentSection, Link, Sentence, build_sentence
from advisors.claims.registry import KINDS, sayable, weight
from advisors.claims.statement import Statement, opening

MUST_TELL_WEIGHT = 56
MAX_MUST_TELL = 10
MAX_STATEMENTS = 40
MIN_WEIGHT = 20
"""A statement below it is in the tables, not in the prose."""
SUMMARY_KINDS = ("empty", "worth", "no_projection", "when", "on_track", "one_point", "goal_gap")
RECENT_SENTENCES = 2


def write_document(case: ClaimCase) -> Document:
    """Return what the built-in writer says about a person. The same case always gives the same text."""
    chosen = choose_statements(case)
    summary = [s for name in SUMMARY_KINDS for s in chosen if s.kind == name]
    rest = [s for s in chosen if s not in summary]
    sections = {Section.SUMMARY: summary}
    for statement in rest:
        sections.setdefault(KINDS[statement.kind].section, []).append(statement)
    return Document(
        digest=case.digest,
        sections=tuple(
            DocumentSection(key=key, sentences=tuple(_print_section(sections[key], case.digest)))
            for key in Section
            if sections.get(key)
        ),
    )


def rank_statements(case: ClaimCase) -> list[Statement]:
    """Return everything that is true of this person, heaviest first, at most as often as each kind allows."""
    counts: Counter[str] = Counter()
    ranked = []
    for statement in sorted(sayable(case), key=lambda s: (-weight(s), s.kind, s.arguments)):
        counts[statement.kind] += 1
        if counts[statement.kind] <= KINDS[statement.kind].most:
            ranked.append(statement)
    return ranked


def must_tell(case: ClaimCase) -> list[Statement]:
    """Return the statements that this person must be told, whoever writes."""
    return [s for s in rank_statements(case) if weight(s) >= MUST_TELL_WEIGHT][:MAX_MUST_TELL]


def choose_statements(case: ClaimCase) -> list[Statement]:
    """Return the statements of the document: those that matter, without one whose figures all stand in others."""
    chosen: list[Statement] = []
    printed: set[str] = set()
    for statement in rank_statements(case):
        if weight(statement) < MIN_WEIGHT or len(chosen) == MAX_STATEMENTS:
            break
        facts = {figure.fact.id for figure in statement.figures}
        if weight(statement) >= MUST_TELL_WEIGHT or not facts or not facts <= printed:
            chosen.append(statement)
            printed |= facts
    return chosen


def _print_section(statements: Iterable[Statement], digest: str) -> Iterator[Sentence]:
    """Print statements one after another. "But" opens one that is bad after one that is good."""
    openings: list[str] = []
    mood = "neutral"
    for statement in statements:
        phrasing = statement.choose_phrasing(digest, frozenset(openings[-RECENT_SENTENCES:]))
        link: Link = "But" if mood == "good" and statement.mood == "bad" else ""
        openings.append(opening(statement.text(phrasing)))
        mood = statement.mood if statement.mood != "neutral" else mood
        yield build_sentence(statement, phrasing, link=link)
