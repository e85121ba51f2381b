"""Write the letter of one person without a model: one page, chosen by weight and by the rules of letters."""

from collections import Counter
from collections.abc import Iterable, Iterator

from advisors.actions.action import FIXED_LINE, Advised
from advisors.claims.case import ClaimCase
from advisors.claims.claim import Section
from advisors.claims.ranking import MUST_TELL_WEIGHT, order_statements
from advisors.claims.registry import KINDS, weight
from advisors.claims.statement import Statement
from advisors.document.document import LETTER_TITLES, Document, Letter
from advisors.document.letter_rules import (
    FOLLOWERS,
    KEPT,
    LEAVES_OUT,
    MATTERS,
    MAX_MATTERS,
    MAX_WORDS,
    MIN_MATTERS,
    REPEATED,
    STANDS,
    Group,
    find_topics,
    matches,
)
from advisors.document.parts import Sentence
from advisors.document.printed_action import print_actions
from advisors.document.writer import print_statements, write_sections


def write_document(case: ClaimCase, actions: tuple[Advised, ...]) -> Document:
    """Return the letter, the actions and all sections, written without a model.

    A summary that says nothing but what the letter says is left out.
    """
    letter = write_letter(case, actions)
    printed = {(sentence.kind, sentence.arguments) for sentence in letter.sentences}
    sections = tuple(
        section
        for section in write_sections(case)
        if section.key != Section.SUMMARY or any((s.kind, s.arguments) not in printed for s in section.sentences)
    )
    return Document(digest=case.digest, letter=letter, actions=print_actions(actions), sections=sections)


def write_letter(case: ClaimCase, actions: tuple[Advised, ...]) -> Letter:
    """Return the letter, as long as the page allows. A household with less to say gets a shorter one.

    The same case and actions always give the same letter.
    """
    candidates = order_statements(case)
    printed = [statement for action in actions for statement in action.statements]
    stands = list(choose_statements(STANDS, candidates, printed))
    matters = list(choose_statements(MATTERS, candidates, [*printed, *stands]))
    leaves_out = list(choose_statements(LEAVES_OUT, candidates, [*printed, *stands, *matters]))
    while True:
        letter = Letter(
            stands=print_part(stands, case), matters=print_part(matters, case), leaves_out=print_part(leaves_out, case)
        )
        is_long = count_words(letter, actions) > MAX_WORDS
        spare = matters if len(matters) > (MIN_MATTERS if is_long else MAX_MATTERS) else []
        spare = spare + [s for s in leaves_out if is_long and not matches(s, KEPT)]
        spare = spare or (matters if is_long else [])
        if not spare:
            return letter
        lightest = min(spare, key=weight)
        matters = [statement for statement in matters if statement is not lightest]
        leaves_out = [statement for statement in leaves_out if statement is not lightest]


def choose_statements(
    groups: Iterable[Group], candidates: list[Statement], printed: list[Statement]
) -> Iterator[Statement]:
    """Yield the heaviest candidates of each group, each with its followers. printed: what the letter says already."""
    printed = [*printed]
    for group in groups:
        counts: Counter[str] = Counter()
        for statement in candidates:
            has_room = counts.total() < group.most and counts[statement.kind] < KINDS[statement.kind].most
            if not (has_room and group.includes(statement)) or is_repeated(statement, printed):
                continue
            counts[statement.kind] += 1
            topics = find_topics(FOLLOWERS, statement)
            for one in (statement, *(s for s in candidates if matches(s, topics) and not is_repeated(s, printed))):
                printed.append(one)
                yield one


def is_repeated(statement: Statement, printed: list[Statement]) -> bool:
    """Return whether the letter says this already: the same claim, one that covers it, or all of its figures."""
    figures = {(figure.fact.id, figure.value) for figure in statement.figures}
    known = {(figure.fact.id, figure.value) for other in printed for figure in other.figures}
    if figures and figures <= known and weight(statement) < MUST_TELL_WEIGHT:
        return True
    return any(
        matches(statement, find_topics(REPEATED, other))
        or (other.kind, other.arguments) == (statement.kind, statement.arguments)
        for other in printed
    )


def print_part(statements: list[Statement], case: ClaimCase) -> tuple[Sentence, ...]:
    return tuple(print_statements(statements, case.digest))


def count_words(letter: Letter, actions: Iterable[Advised]) -> int:
    """Return the number of words on the page: headings, letter, actions and the fixed line."""
    texts = [*LETTER_TITLES.values(), FIXED_LINE, *(sentence.text for sentence in letter.sentences)]
    texts += [statement.text() for action in actions for statement in action.statements]
    return sum(len(text.split()) for text in texts)
