"""What is said to have risen or fallen. Facts are of one moment: only a change that is itself a fact can confirm it."""

import re
from collections.abc import Iterator

from advisors.seen import Span
from advisors.sentences import Sentence
from portfolios.facts import Fact

UP = re.compile(
    r"\b(?:rose|risen|climbed|gained|grew|grown|increased|jumped|surged|soared|rallied|returned|advanced|recovered|"
    r"up by|(?:lift|rais|improv|boost|increas)(?:s|es?)?|adds)\b",
    re.IGNORECASE,
)
DOWN = re.compile(
    r"\b(?:fell|fallen|dropped|lost|declined|decreased|slid|slipped|sank|sunk|shrank|shrunk|plunged|tumbled|slumped|"
    r"dipped|down by|(?:lower|reduc|worsen|shrink|decreas)(?:s|es))\b",
    re.IGNORECASE,
)
_PRESENT = re.compile(r"(?:lift|rais|improv|boost|increas|lower|reduc|worsen|shrink|decreas)(?:s|es?)?$|adds$", re.I)
_CHANGE = re.compile(r"swing_\w+|what_if_\d+_(?:points|more)|\w+_change")
_BY_NAME = {"gained": "gain", "lost": "loss", "fell": "fall", "fallen": "fall", "grew": "growth", "grown": "growth"}


def movements(sentence: Sentence) -> Iterator[Span]:
    """Where a figure is said to have moved as no fact says."""
    for pattern, sign in ((UP, 1), (DOWN, -1)):
        for claim in sentence.claims(pattern):
            figure = sentence.after(claim) or (None if _PRESENT.search(claim.word) else sentence.before(claim))
            fact = figure.fact if figure else None
            claimed = -sign if claim.is_denied else sign
            if fact and not _holds(fact, claim.word, claimed):
                yield claim.start, claim.end


def _holds(fact: Fact, word: str, sign: int) -> bool:
    if _CHANGE.fullmatch(fact.id) and fact.kind != "assumption":
        return (fact.value or 0) * sign > 0
    return bool(_PRESENT.search(word)) or _BY_NAME.get(word, "?") in f"{fact.id} {fact.label}".casefold()
