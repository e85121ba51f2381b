"""Write the letter of one person: one page, chosen by weight and by the rules of letters."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from advisors.actions.action import FIXED_LINE, Advised
from advisors.claims.case import ClaimCase
from advisors.claims.ranking import MUST_TELL_WEIGHT, order_statements
from advisors.claims.registry import KINDS, weight
from advisors.claims.statement import Statement
from advisors.document.document import LETTER_TITLES, Letter
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
    has_fixed_place,
    matches,
)
from advisors.document.writer import Chosen, print_statements


def write_letter(case: ClaimCase, actions: tuple[Advised, ...], matters: Sequence[Chosen] = ()) -> Letter:
    """Return the letter, as long as the page allows. A household with less to say gets a shorter one.

    matters: what a model chose for the second part; nothing for what the rules choose. The same case, actions and
    choice always give the same letter.
    """
    candidates = order_statements(case)
    stands, by_rules = choose_by_rules(candidates, actions)
    printed = [*(statement for action in actions for statement in action.statements), *stands]
    most = complete_matters(matters, by_rules, printed) if matters else [Chosen(s) for s in by_rules]
    printed += [one.statement for one in most]
    leaves_out = [Chosen(s) for s in choose_statements(LEAVES_OUT, candidates, printed)]
    return fit_on_a_page([Chosen(s) for s in stands], most, leaves_out, case, actions)


def choose_by_rules(
    candidates: list[Statement], actions: tuple[Advised, ...]
) -> tuple[list[Statement], list[Statement]]:
    """Return where the person stands, and what matters, as the rules choose it; the page may have less room.

    candidates: everything that is true of the person, heaviest first.
    """
    printed = [statement for action in actions for statement in action.statements]
    stands = list(choose_statements(STANDS, candidates, printed))
    return stands, list(choose_statements(MATTERS, candidates, [*printed, *stands]))


def complete_matters(matters: Sequence[Chosen], by_rules: list[Statement], printed: list[Statement]) -> list[Chosen]:
    """Return what a model chose, without repeats, with what weighs most, and at least four statements if possible.

    Where it chose too many, the lightest leave the page.
    """
    most: list[Chosen] = []
    for one in matters:
        if not has_fixed_place(one.statement) and not is_repeated(one.statement, printed):
            most.append(one)
            printed = [*printed, one.statement]
    missing = [s for s in by_rules if s not in [one.statement for one in most]]
    if by_rules and by_rules[0] in missing:
        most.insert(0, Chosen(missing.pop(0), "code"))
    return [*most, *(Chosen(s, "code") for s in missing[: max(0, MIN_MATTERS - len(most))])]


def fit_on_a_page(
    stands: list[Chosen], matters: list[Chosen], leaves_out: list[Chosen], case: ClaimCase, actions: Iterable[Advised]
) -> Letter:
    """Return the letter without its lightest statements, one by one, until it fits.

    Before fewer than four things that matter are left, it is printed in its shortest words.
    """
    shortest = False
    while True:
        parts = {"stands": stands, "matters": matters, "leaves_out": leaves_out}
        letter = Letter(
            **{name: tuple(print_statements(part, case.digest, shortest=shortest)) for name, part in parts.items()}
        )
        is_long = count_words(letter, actions) > MAX_WORDS
        if is_long and not shortest and len(matters) <= MIN_MATTERS:
            shortest = True
            continue
        spare = matters if len(matters) > (MIN_MATTERS if is_long else MAX_MATTERS) else []
        spare = spare + [one for one in leaves_out if is_long and not matches(one.statement, KEPT)]
        spare = spare or (matters if is_long else [])
        if not spare:
            return letter
        lightest = min(spare, key=lambda one: weight(one.statement))
        matters = [one for one in matters if one is not lightest]
        leaves_out = [one for one in leaves_out if one is not lightest]


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
            printed.append(statement)
            yield statement
            topics = find_topics(FOLLOWERS, statement)
            for follower in candidates:
                if matches(follower, topics) and not is_repeated(follower, printed):
                    printed.append(follower)
                    yield follower


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


def count_words(letter: Letter, actions: Iterable[Advised]) -> int:
    """Return the number of words on the page: headings, letter, actions and the fixed line."""
    texts = [*LETTER_TITLES.values(), FIXED_LINE, *(sentence.text for sentence in letter.sentences)]
    texts += [statement.text() for action in actions for statement in action.statements]
    return sum(len(text.split()) for text in texts)
