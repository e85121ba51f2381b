"""Halves, majorities and odds in words, against the share that stands beside them or that they speak of."""

import re
from collections.abc import Iterator
from decimal import Decimal

from advisors.verification.parsing.families import kin
from advisors.verification.parsing.text import Span
from advisors.verification.sentence_rules.sentences import Claim, Sentence
from portfolios.facts.families import Family, Measure

HALF, NEAR = Decimal(50), Decimal(5)
"""Per cent, and points: what is nearly or about a half lies within these."""
_MOST = re.compile(r"\b(?:most of|mostly|mainly)\b", re.I)
_RULES = (
    (re.compile(r"\b(?:(?:more than|over|above) (?:a )?half|(?:the |a )?majority of|(?:the )?bulk of)\b", re.I), 1),
    (_MOST, 1),
    (re.compile(r"\b(?:less than|under|below|not even) (?:a )?half\b|\ba minority of\b", re.I), -1),
    (
        re.compile(
            r"\b(?<!than )(?<!over )(?<!under )(?<!below )(?<!above )(?<!even )half\b(?! (?:a|of the year))", re.I
        ),
        0,
    ),
)


_IN = re.compile(
    r"\s*(?:of )?(?:your |the )?(?:money|portfolio|wealth|savings|everything|assets|what you own)\b"
    r"(?:(?!\bin\b)[^,;|\ue000])*?\b(?:is|are|sits?|lies?|stands?|rests?) (?:\w+ )?in\b",
    re.IGNORECASE,
)
_ODDS = re.compile(r"\b(?:nine|eight) (?:of|in|out of) (?:every )?ten\b", re.IGNORECASE)
_WELL = re.compile(r"\b(?:succeeds?|success(?:ful)?|lasts?|ends? well|works?|holds?|is funded)\b", re.IGNORECASE)


def parts(sentence: Sentence) -> Iterator[Span]:
    """Where a share is called more, less or about a half and is not, and where the odds are others than they are."""
    yield from _halves(sentence)
    yield from _odds(sentence)


def _odds(sentence: Sentence) -> Iterator[Span]:
    """In nine of ten futures the plan holds: that is no level of ours, but a claim about its success."""
    if "plan.success" not in sentence.sheet:
        return
    success = sentence.sheet.value(Family.PLAN, Measure.SUCCESS)
    for claim in sentence.claims(_ODDS):
        said = Decimal(90 if claim.word.startswith("nine") else 80)
        is_claimed = not sentence.within(claim.clause) and _WELL.search(sentence.text[slice(*claim.clause)])
        if is_claimed and (abs(success - said) <= NEAR) == claim.is_denied:
            yield claim.start, claim.end


def _halves(sentence: Sentence) -> Iterator[Span]:
    for pattern, side in _RULES:
        for claim in sentence.claims(pattern):
            figure = sentence.after(claim) or (None if pattern is _MOST else sentence.before(claim))
            share = figure.fact.value if figure and figure.fact and figure.fact.unit == "percent" else None
            shares = [share] if share is not None else [] if figure else _shares_in(sentence, claim)
            side_of = -side if claim.is_denied else side
            if shares and not any(_is_so(one - HALF, side_of) for one in shares):
                yield claim.start, claim.end


def _shares_in(sentence: Sentence, claim: Claim) -> list[Decimal]:
    """Most of your money is in bonds: the shares of what is named after it."""
    what = _IN.match(sentence.text, claim.end)
    span = (what.end(), claim.clause[1]) if what else (claim.end, claim.end)
    named = (
        f for f in sentence.sheet.facts if kin(f) is not None and f.measure == Measure.SHARE and sentence.names(f, span)
    )
    return [f.value for f in named if f.value is not None]


def _is_so(over: Decimal, side: int) -> bool:
    return abs(over) <= NEAR if side == 0 else over * side > 0
