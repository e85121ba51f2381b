"""What is said to have risen or fallen. Facts are of one moment: only a change that is itself a fact can confirm it."""

import re
from collections.abc import Iterator

from advisors.verification.parsing.families import kin
from advisors.verification.parsing.significance import changes_to, is_change, is_clear
from advisors.verification.parsing.text import Span
from advisors.verification.sentence_rules.sentences import Claim, Figure, Sentence
from portfolios.facts.fact import Fact
from portfolios.facts.families import Family, Measure

_LIFTS = r"(?:lift|rais|ris|improv|boost|increas)(?:s|es?|ing)"
_LOWERS = r"(?:(?:lower|reduc|worsen|shrink|decreas|fall|drop|cut)(?:s|es)|costs)"
UP = re.compile(
    r"\b(?:rose|risen|climbed|gained|grew|grown|increased|jumped|surged|soared|rallied|returned|advanced|recovered|"
    rf"up by|{_LIFTS}|lift|raise|improve|boost|increase|adds)\b",
    re.IGNORECASE,
)
DOWN = re.compile(
    r"\b(?:fell|fallen|dropped|lost|declined|decreased|slid|slipped|sank|sunk|shrank|shrunk|plunged|tumbled|slumped|"
    rf"dipped|down by|{_LOWERS})\b",
    re.IGNORECASE,
)
_PRESENT = re.compile(rf"(?:{_LIFTS}|{_LOWERS}|lift|raise|improve|boost|increase|adds)$", re.IGNORECASE)
_FROM, _TO = re.compile(r"\bfrom\b[^;|]*$", re.IGNORECASE), re.compile(r"^[^;|]{0,20}\bto\b", re.IGNORECASE)
_ALL = re.compile(r"\byour (?:portfolio|money|savings|investments|holdings|wealth)\b", re.IGNORECASE)
_BY_NAME = {"gained": "gain", "lost": "loss", "fell": "fall", "fallen": "fall", "grew": "growth", "grown": "growth"}


def movements(sentence: Sentence) -> Iterator[Span]:
    """Where a figure is said to have moved as no fact says, or by what cannot be told from chance."""
    for pattern, sign in ((UP, 1), (DOWN, -1)):
        for claim in sentence.claims(pattern):
            figure = sentence.after(claim) or (None if _PRESENT.search(claim.word) else sentence.before(claim))
            claimed = -sign if claim.is_denied else sign
            if figure is None:
                is_wrong = not _PRESENT.search(claim.word) and _is_of_theirs(sentence, claim)
            else:
                is_wrong = figure.fact is not None and not _holds(sentence, claim, figure, claimed)
            if is_wrong:
                yield claim.start, claim.end


def _is_of_theirs(sentence: Sentence, claim: Claim) -> bool:
    """VNQ fell last year: what a person owns is known as of one moment, and nobody knows how it got there."""
    before = (claim.clause[0], claim.start)
    theirs = (
        f for f in sentence.sheet.facts if kin(f) in ((Family.ACCOUNT, Measure.VALUE), (Family.HOLDING, Measure.VALUE))
    )
    return bool(_ALL.search(sentence.text[slice(*before)])) or any(sentence.names(f, before) for f in theirs)


def _holds(sentence: Sentence, claim: Claim, figure: Figure, sign: int) -> bool:
    fact = figure.fact
    assert fact is not None
    if is_change(fact):
        return _goes(fact, sentence, sign)
    if ends := _ends(sentence, claim, figure):
        return _leads(*ends, sentence, sign)
    if moved := list(changes_to(fact, sentence.sheet)):
        return any(_goes(change, sentence, sign) for change in moved)
    return bool(_PRESENT.search(claim.word)) or _BY_NAME.get(claim.word, "?") in f"{fact.id} {fact.label}".casefold()


def _ends(sentence: Sentence, claim: Claim, first: Figure) -> tuple[Fact, Fact] | None:
    """From one figure to another."""
    after = sentence.within((first.at + 1, claim.clause[1]))
    if not after or not first.fact or not after[0].fact or not _FROM.search(sentence.text[claim.end : first.at]):
        return None
    return (first.fact, after[0].fact) if _TO.search(sentence.text[first.at + 1 : after[0].at]) else None


def _leads(before: Fact, after: Fact, sentence: Sentence, sign: int) -> bool:
    """Two figures of one thing: by the change that is known of them, else as they are."""
    for change in changes_to(after, sentence.sheet):
        if change.inputs[1:] == (before.id,):
            return _goes(change, sentence, sign)
    if before.unit != after.unit or before.value is None or after.value is None:
        return False
    return (after.value - before.value) * sign > 0


def _goes(change: Fact, sentence: Sentence, sign: int) -> bool:
    return (change.value or 0) * sign > 0 and is_clear(change)
