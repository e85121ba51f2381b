"""What is said to be more or less than something else, against the facts."""

import re
from collections.abc import Iterator

from advisors.verification.parsing.families import kin
from advisors.verification.parsing.significance import changes_to, is_clear
from advisors.verification.parsing.text import Span
from advisors.verification.sentence_rules.sentences import Claim, Figure, Sentence
from portfolios.facts.fact import Fact
from portfolios.facts.families import Family, Measure

_MORE = "more|greater|larger|bigger|higher|longer|older|later|richer|heavier|costlier|dearer|stronger|wider|better"
_LESS = "less|fewer|smaller|lower|shorter|younger|earlier|poorer|lighter|cheaper|weaker|narrower|worse"
_IS = r"(?:is|are|was|were|stands?|lies?|sits?|runs?|comes?|well|far|just|slightly|clearly|at)"
_UP = (
    r"above|exceed(?:s|ed|ing)?|outweigh(?:s|ed|ing)?|outstrip(?:s|ped|ping)?|surpass(?:es|ed|ing)?|dwarf(?:s|ed|ing)?|"
    r"outpac(?:es?|ed|ing)|overshoots?|ahead of|in excess of|tops|beats"
)
_DOWN = r"below|beneath|behind|short of|shy of|trail(?:s|ed|ing)?|lag(?:s|ged|ging)?|undershoots?"
_THAN = r"\b[^|;:.!?\ue000]{0,40}?(?:[,( ]\ue000[^|;:.!?\ue000]{0,20}?)?\bthan(?! (?:a )?(?:half|third|quarter)\b)"
MORE = re.compile(rf"\b(?:{_UP}|(?:{_MORE}){_THAN}|{_IS} over)\b", re.IGNORECASE)
LESS = re.compile(rf"\b(?:{_DOWN}|(?:{_LESS}){_THAN}|{_IS} under)\b", re.IGNORECASE)
_APPOSED = re.compile(r"[,(]\s*(?:at|with)?\s*$")
_BOUND = re.compile(r"\b(?:no|not)\s*$|\bone (?:\w+ )?(?:of|in) ten\b[^;]*$", re.IGNORECASE)
_SIZE = re.compile(r"(?:larger|bigger|smaller|outweigh|outstrip|surpass|dwarf|exceed)", re.IGNORECASE)
_OTHERWISE = re.compile(
    r"\b(?:drift|risk|gap|fee|cost|swing|volatil|return|gain|grow|change|yield|expens|than (?:usual|before|ever))",
    re.IGNORECASE,
)
"""Then it is not said how much is held."""
SIZED = (Family.ACCOUNT, Family.ASSET_CLASS, Family.HOLDING, Family.SECTOR, Family.REGION)
_DIFFERENCE_MEASURES = (Measure.GAP, Measure.DRIFT)
_DRIFTS = ((Family.ASSET_CLASS, Measure.DRIFT), (Family.REGION_GROUP, Measure.DRIFT))
_AGAINST = re.compile(r"\b(?:against|versus|vs|compared (?:with|to))\b", re.IGNORECASE)
_BY = re.compile(r"[^,;:\ue000]{0,40}\bby\s+", re.IGNORECASE)
_TARGET_BEFORE = re.compile(r"\btargets?\b[^,;]*$", re.IGNORECASE)
OF_TWO = re.compile(rf"\bthe (?P<more>{_MORE})\b|\bthe (?:{_LESS})\b", re.IGNORECASE)
DIFFERENCES = {
    (Family.PLAN, Measure.GAP): 1,
    (Family.PLAN, Measure.EXTRA_SAVING): 1,
    (Family.COMPANY, Measure.EXCESS): 1,
    (Family.PLAN, Measure.ROOM): -1,
}
"""How much one figure is above another, by fact: 1 where its first input is the larger one, -1 where its second is."""


def comparisons(sentence: Sentence) -> Iterator[Span]:
    """Where two figures, or a figure and something that is named, are compared the wrong way round."""
    for pattern, sign in ((MORE, 1), (LESS, -1)):
        for claim in sentence.claims(pattern):
            claimed = -sign if claim.is_denied else sign
            bound = _BOUND.search(sentence.text[: claim.start])
            holds = _holds(sentence, claim, claimed) and _sizes_hold(sentence, claim, claimed)
            if not bound and (not holds or _is_chance(sentence, claim)):
                yield claim.start, claim.end


def _is_chance(sentence: Sentence, claim: Claim) -> bool:
    """Whether it tells two futures apart that cannot be told apart."""
    there = {figure.fact.id: figure.fact for figure in sentence.within(claim.clause) if figure.fact}
    changes = [change for fact in there.values() for change in changes_to(fact, sentence.sheet)]
    ends = [change for change in changes if change.inputs[1:] and change.inputs[1] in there]
    return not claim.is_denied and any(not is_clear(change) for change in ends)


def of_two(sentence: Sentence) -> Iterator[Span]:
    """The bigger of the two: what is named before it, against the other figures of its unit."""
    for claim in sentence.claims(OF_TWO):
        figures = [f for f in sentence.within(claim.clause) if f.fact and f.fact.value is not None]
        named = [
            (sentence.last_named(f.fact.subject, (claim.clause[0], claim.start)), f.fact) for f in figures if f.fact
        ]
        at, own = max(named, key=lambda item: item[0], default=(-1, None))
        sign = (1 if OF_TWO.fullmatch(claim.word)["more"] else -1) * (-1 if claim.is_denied else 1)  # type: ignore[index]
        others = [f.fact for f in figures if f.fact and own and f.fact.id != own.id and f.fact.unit == own.unit]
        if at >= 0 and not all(_is_so(own, other, sign, claim) for other in others):
            yield claim.start, claim.end


def _holds(sentence: Sentence, claim: Claim, sign: int) -> bool:
    left, right = sentence.before(claim), sentence.after(claim)
    if inside := sentence.within((claim.start, claim.end)):  # more in bonds, 40, than in stocks, 30
        return _are_so(inside[0], right, sign, claim) if right else _is_so_of_names(sentence, claim, sign, inside[0])
    if right and right.fact and _is_drift_by(right, sentence, claim):
        return (right.fact.value or 0) * sign > 0
    return _beside_holds(sentence, claim, sign, left, right)


def _is_so_of_names(sentence: Sentence, claim: Claim, sign: int, left: Figure) -> bool:
    """Less in bonds, 30, than in stocks, whose figure is not written; less by 4 than your goal."""
    if left.fact is None or left.fact.unit == "points":
        return True
    if (left.fact.family, left.fact.measure) in DIFFERENCES:
        return _difference_holds(sentence, claim, left.fact, None, sign)
    if _is_difference(left.fact):
        return True
    return _any_is_so([left.fact], _named(sentence, left.fact, (claim.end, claim.clause[1])), sign, claim)


def _are_so(left: Figure, right: Figure, sign: int, claim: Claim) -> bool:
    if left.is_size and right.is_size:  # a blow of 4,500 is heavier than one of 4,400
        return _is_so(_sized(left.fact), _sized(right.fact), sign, claim)
    return _is_so(left.fact, right.fact, sign, claim)


def _sized(fact: Fact | None) -> Fact | None:
    return fact if fact is None or fact.value is None else fact.model_copy(update={"value": abs(fact.value)})


def _is_drift_by(figure: Figure, sentence: Sentence, claim: Claim) -> bool:
    """Equities lag their target by 4 points; not: the target exceeds them by 4 points."""
    before, between = sentence.text[claim.clause[0] : claim.start], sentence.text[claim.end : figure.at]
    is_of_target = _TARGET_BEFORE.search(before) is not None
    return bool(figure.fact and kin(figure.fact) in _DRIFTS and _BY.fullmatch(between) and not is_of_target)


def _beside_holds(sentence: Sentence, claim: Claim, sign: int, left: Figure | None, right: Figure | None) -> bool:
    if left and left.fact and sentence.is_beside(left, claim):
        if left.fact.unit == "points":
            return True  # its side is judged where the figure stands
        if (left.fact.family, left.fact.measure) in DIFFERENCES:
            return _difference_holds(sentence, claim, left.fact, right.fact if right else None, sign)
        left = _one_before(sentence, left, right)
    if left is None and right:
        left, right = _both_after(sentence, claim, right)
    if left and right:
        return _are_so(left, right, sign, claim)
    if left and left.fact:
        return _any_is_so([left.fact], _named(sentence, left.fact, (claim.end, claim.clause[1])), sign, claim)
    if right and right.fact:
        return _any_is_so(_named(sentence, right.fact, (claim.clause[0], claim.start)), [right.fact], sign, claim)
    return True


def _sizes_hold(sentence: Sentence, claim: Claim, sign: int) -> bool:
    """Bonds outweigh stocks, or: more bonds than stocks. Also without a figure a claim about what both make up."""
    inside = not _SIZE.match(claim.word)  # what is more stands between "more" and "than"
    if _OTHERWISE.search(sentence.text[slice(*claim.clause)]) or (sentence.within(claim.clause) and not inside):
        return True
    lefts = _sizes(sentence, (claim.start, claim.end) if inside else (claim.clause[0], claim.start))
    rights = _sizes(sentence, (claim.end, claim.clause[1]))
    return _any_is_so(*_of_one_family(lefts, rights), sign, claim)


def _sizes(sentence: Sentence, span: Span) -> list[Fact]:
    """The shares of everything that the words name."""
    shares = [f for f in sentence.sheet.facts if (of := kin(f)) and of[0] in SIZED and of[1] == Measure.SHARE]
    return [f for f in shares if f.value is not None and sentence.names(f, span)]


def _of_one_family(lefts: list[Fact], rights: list[Fact]) -> tuple[list[Fact], list[Fact]]:
    families = {kin(f) for f in lefts} & {kin(f) for f in rights}
    return [f for f in lefts if kin(f) in families], [f for f in rights if kin(f) in families]


def _both_after(sentence: Sentence, claim: Claim, first: Figure) -> tuple[Figure | None, Figure | None]:
    """Stocks outweigh bonds, 20 to 10, or, at 20, outweigh the rest: figures stand after the names."""
    second = next((f for f in sentence.within((first.at + 1, claim.clause[1])) if f.fact), None)
    if first.fact and second and second.fact:
        names = (claim.clause[0], claim.start), (claim.end, first.at)
        is_against = _AGAINST.search(sentence.text[first.at : second.at]) is not None
        if sentence.names(first.fact, names[0]) and (is_against or sentence.names(second.fact, names[1])):
            return first, second
    if first.fact and _APPOSED.search(sentence.text[claim.end : first.at]):
        return (first, None) if sentence.names(first.fact, (claim.clause[0], claim.start)) else (None, first)
    return None, first


def _one_before(sentence: Sentence, beside: Figure, right: Figure | None) -> Figure:
    """What is compared, where the figure beside the word says by how much: 8,000 more than 9,000."""
    others = [f for f in sentence.figures if f.at < beside.at and f.fact and beside.fact and right and right.fact]
    for other in reversed(others):
        if other.fact and other.fact.value is not None and right and right.fact and right.fact.value is not None:
            gap = abs(other.fact.value - right.fact.value)
            if other.fact.unit == right.fact.unit and beside.fact and gap == abs(beside.fact.value or 0):
                return other
    return beside


def _is_so(left: Fact | None, right: Fact | None, sign: int, claim: Claim) -> bool:
    """Facts of two units, or of no value, are not comparable: then nothing is claimed of them."""
    if left is None or right is None or left.value is None or right.value is None or left.unit != right.unit:
        return True
    if claim.word.startswith(("better", "worse", "beats")) and left.topic == "costs":
        sign = -sign
    return (left.value - right.value) * sign > 0


def _any_is_so(lefts: list[Fact], rights: list[Fact], sign: int, claim: Claim) -> bool:
    pairs = [(left, right) for left in lefts for right in rights]
    return not pairs or any(_is_so(left, right, sign, claim) for left, right in pairs)


def _named(sentence: Sentence, other: Fact, span: Span) -> list[Fact]:
    """The facts of the same unit that the words there name, and that are no difference themselves; of an account's
    worth and its cash, that which is compared."""
    facts = [fact for fact in sentence.sheet.facts if fact.unit == other.unit and not _is_difference(fact)]
    named = [f for f in facts if f.id != other.id and f.value is not None and sentence.names(f, span)]
    return [f for f in named if kin(other) and kin(f) == kin(other)] or named


def _is_difference(fact: Fact) -> bool:
    return (fact.family, fact.measure) in DIFFERENCES or (kin(fact) or ("", ""))[1] in _DIFFERENCE_MEASURES


def _difference_holds(sentence: Sentence, claim: Claim, fact: Fact, other: Fact | None, sign: int) -> bool:
    """A gap that is nothing is on no side; else what follows the word must be what the fact stands above."""
    if not fact.value or len(fact.inputs) != 2 or not all(name in sentence.sheet for name in fact.inputs):
        return bool(fact.value)
    first, second = (sentence.sheet[name] for name in fact.inputs)
    upper, lower = (first, second) if DIFFERENCES[fact.family, fact.measure] > 0 else (second, first)
    if other in (upper, lower):
        return (other == lower) == (sign > 0)
    after = (claim.end, claim.clause[1])
    names_upper, names_lower = sentence.names(upper, after), sentence.names(lower, after)
    return names_upper == names_lower or names_lower == (sign > 0)
