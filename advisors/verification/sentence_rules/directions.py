"""Words of direction ("above", "rose", "largest", "on track") against the facts: what they contradict is refused."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from advisors.verification.parsing.names import Names
from advisors.verification.parsing.text import REFERENCE, Span
from advisors.verification.parsing.units import Written
from advisors.verification.sentence_rules.comparisons import LESS, MORE, OF_TWO, comparisons, of_two
from advisors.verification.sentence_rules.differences import differences, is_of_change
from advisors.verification.sentence_rules.goal_words import ABOVE, BELOW, MET, MISSED, futures, goals, targets
from advisors.verification.sentence_rules.movements import DOWN, UP, movements
from advisors.verification.sentence_rules.parts import parts
from advisors.verification.sentence_rules.sentences import MOST_CLAIMS, MOST_FIGURES, Figure, Sentence
from advisors.verification.sentence_rules.superlatives import SUPERLATIVE, superlatives
from portfolios.facts.fact import FactSheet

RULES: tuple[Callable[[Sentence], Iterator[Span]], ...] = (
    comparisons, of_two, superlatives, movements, differences, targets, goals, futures, parts,
)  # fmt: skip
WORDS = (MORE, LESS, OF_TWO, SUPERLATIVE, UP, DOWN, ABOVE, BELOW, MET, MISSED)
_STEMS = re.compile(
    r"\b(?:than|above|below|beneath|behind|over|under|exceed|outweigh|outstrip|surpass|dwarf|outpac|ahead|excess|tops?|"
    r"beats|short|shy|trail|lag|larg|big|bulk|high|great|heav|cost|dear|wid|long|old|lat|best|small|low|least|few|cheap|"
    r"young|earl|narrow|slim|light|worst|lead|domin|rich|strong|bett|poor|weak|rose|rise|rising|climb|gain|grew|grow|"
    r"increas|jump|surg|soar|rall|return|advanc|recover|up by|lift|rais|improv|boost|add|fell|fall|drop|lost|declin|"
    r"decreas|sli|sank|sunk|shr|cut|plung|tumbl|slump|dip|down|reduc|worse|too|on (?:track|course|target)|fully|half|"
    r"major|minor|most|mainly|off|miss|meet|reach|cover|achiev|enough|nine|eight|fail|run|ran|succe|work|met|support|"
    r"suffic|insuffic|easily|comfort|safely)",
    re.IGNORECASE,
)
"""How a word of direction begins: a text without any of them needs no reading."""
LONG = 2000
"""Characters: only a longer sentence can hold too many words of direction to be read."""


def wrong_directions(seen: str, written: Sequence[Written], sheet: FactSheet, names: Names) -> Iterator[Span]:
    """Spans of what is seen. Each figure is one mark of it; written: the figures, in order."""
    if not _has_directions(seen, written):
        return
    for start, end in _sentences(seen, names):
        text, first = seen[start:end], seen.count(REFERENCE, 0, start)
        marks = [match.start() for match in re.finditer(REFERENCE, text)]
        if not _has_directions(text, written[first : first + len(marks)]):
            continue
        figures = tuple(
            Figure(at, fact, style == "size") for at, (fact, style) in zip(marks, written[first:], strict=False)
        )
        for begin, finish in _wrong(Sentence(text, figures, sheet)):
            yield start + begin, start + finish


def _has_directions(seen: str, written: Sequence[Written]) -> bool:
    return _STEMS.search(seen) is not None or any(is_of_change(fact) for fact, _ in written)


def _wrong(sentence: Sentence) -> Iterator[Span]:
    has_too_many_words = (
        len(sentence.text) > LONG and sum(1 for p in WORDS for _ in p.finditer(sentence.text)) > MOST_CLAIMS
    )
    if has_too_many_words or len(sentence.figures) > MOST_FIGURES:
        yield 0, len(sentence.text)
        return
    for rule in RULES:
        yield from rule(sentence)


def _sentences(seen: str, names: Names) -> Iterator[Span]:
    offset = 0
    for line in seen.splitlines(keepends=True):
        ends = [0, *names.sentence_ends(line), len(line)]
        for begin, finish in pairwise(ends):
            if begin < finish:
                yield offset + begin, offset + finish
        offset += len(line)
