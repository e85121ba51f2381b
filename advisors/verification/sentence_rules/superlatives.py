"""What is called the largest or the smallest, against its family of facts. What cannot be confirmed is refused."""

import re
from collections.abc import Iterator
from decimal import Decimal

from advisors.verification.parsing.families import kin, members, own_names
from advisors.verification.parsing.text import Span
from advisors.verification.sentence_rules.sentences import Claim, Figure, Sentence
from portfolios.facts.fact import Fact, FactSheet
from portfolios.facts.families import Family, Measure

_MAX = (
    r"largest|biggest|highest|greatest|heaviest|costliest|dearest|widest|longest|oldest|latest|"
    r"most (?:expensive|costly|valuable|volatile)|best"
)
_MIN = r"smallest|lowest|(?<!at )least|fewest|cheapest|shortest|youngest|earliest|narrowest|slimmest|lightest|worst"
_LEADS = r"(?:leads?|dominates?)(?=[ ,])|top(?= (?:holding|position|sector|region|account))"
_RANKS = {"second": 2, "next": 2, "third": 3, "fourth": 4, "fifth": 5}
SUPERLATIVE = re.compile(
    rf"\b(?:(?P<some>(?:one of|among|some of) (?:the|your)) )?(?:(?P<rank>{'|'.join(_RANKS)})[ -])?"
    rf"(?:(?P<max>{_MAX}|{_LEADS})|(?P<min>{_MIN}))\b",
    re.IGNORECASE,
)
_IDIOMS = re.compile(
    r"\b(?:at (?:the )?(?:most|least|best|worst|latest|earliest)|(?:best|worst) case|"
    r"best (?:estimate|guess|way|to|done|next)|least of all|"
    r"latest (?:prices?|date)|the fewest trades|the most (?:of|part|recent)|your smallest trade)\b",
    re.IGNORECASE,
)
_NOUNS = {
    "account": (Family.ACCOUNT, Measure.SHARE), "sector": (Family.SECTOR, Measure.SHARE),
    "region": (Family.REGION, Measure.SHARE), "holding": (Family.HOLDING, Measure.SHARE),
    "position": (Family.HOLDING, Measure.SHARE), "asset class": (Family.ASSET_CLASS, Measure.SHARE),
}  # fmt: skip
_ALIKE = (
    {"largest", "biggest", "greatest", "heaviest", "top", "widest", "highest"}, {"costliest", "dearest", "highest"},
    {"smallest", "fewest", "least", "lowest", "slimmest"}, {"cheapest", "lowest"}, {"earliest", "youngest"},
    {"worst", "lowest"}, {"best", "highest"},
)  # fmt: skip
"""Words that say the same of a fact."""
_CALLED = re.compile(r"\W*(?:is|are|remains?|was|stays?)\s+(?:by far )?(?:the|your|his|her)?\s*")
_NO_MEMBER = {(f, of) for f in (Family.REGION, Family.SECTOR) for of in ("cash", "rest", "other", "unclassified")}
CLOSE = Decimal("0.15")
"""Per cent: shares in tenths are made to add up, so one may be this far from what it was rounded from."""


def superlatives(sentence: Sentence) -> Iterator[Span]:
    """Where something is called the most or the least that is not, or that no fact confirms."""
    idioms = [match.span() for match in _IDIOMS.finditer(sentence.text)]
    for claim in sentence.claims(SUPERLATIVE):
        if any(start < claim.end and claim.start < end for start, end in idioms):
            continue
        if not claim.word.startswith(("one of", "among", "some of")) and not _holds(sentence, claim):
            yield claim.start, claim.end


def _holds(sentence: Sentence, claim: Claim) -> bool:
    figure = _meant(sentence, claim)
    if figure is None or figure.fact is None:
        return figure is None and _named_holds(sentence, claim)
    fact = _called(sentence, claim, figure.fact)
    ranked = family(fact, sentence.sheet)
    if _says_so(fact, claim):
        return _holder_is_named(sentence, claim, fact)
    return bool(ranked) and _is_ranked(fact, ranked, claim) != claim.is_denied and _named_holds(sentence, claim)


def _meant(sentence: Sentence, claim: Claim) -> Figure | None:
    """The figure of what was named last before the word, else the next figure, else the last one."""
    figures = sentence.within(claim.clause)
    named = [(sentence.last_named(f.fact.subject, (claim.clause[0], claim.start)), f) for f in figures if f.fact]
    at, best = max(named, key=lambda item: item[0], default=(-1, None))
    saying = next((f for f in figures if f.fact and _says_so(f.fact, claim)), None)
    return saying or (best if at >= 0 else sentence.after(claim) or sentence.before(claim))


def _called(sentence: Sentence, claim: Claim, fact: Fact) -> Fact:
    """BND is the largest, then comes VTI at 9%: the word is about BND, whose figure is not written."""
    span = (claim.clause[0], claim.start)
    words = sentence.text[span[0] : span[1]].casefold()
    for other in members(fact, sentence.sheet):
        for name in own_names(other, sentence.sheet):
            if name and _CALLED.fullmatch(words.rpartition(name.casefold())[2]) and sentence.names(other, span):
                return other
    return fact


def _says_so(fact: Fact, claim: Claim) -> bool:
    """Whether the fact is itself the largest of something, by its own words."""
    own = set(re.findall(r"\w+", " ".join((fact.label, *fact.subject)).casefold()))
    said = set(re.findall(r"\w+", claim.word)) - {*_RANKS, "one", "of", "among", "some", "the", "your", "most"}
    return bool(said & own) or any(said & alike and own & alike for alike in _ALIKE)


def _holder_is_named(sentence: Sentence, claim: Claim, fact: Fact) -> bool:
    """The largest holding is 52%, and no other holding than that one is said to be it."""
    noun = next((noun for noun in _NOUNS if noun in fact.label.casefold()), None)
    if noun is None:
        return True
    possible = [f for f in sentence.sheet.facts if kin(f) == _NOUNS[noun]]
    holders = [f for f in possible if f.value is not None and abs(f.value - (fact.value or 0)) <= CLOSE]
    told = {figure.fact.id for figure in sentence.within((claim.end, claim.clause[1])) if figure.fact}
    named = [f for f in possible if f.id not in told and sentence.names(f, claim.clause)]
    return not named or any(f in holders for f in named)


def family(fact: Fact, sheet: FactSheet) -> list[Fact]:
    """The facts that say the same of its like: the values of all accounts."""
    return [f for f in members(fact, sheet) if f.value is not None and not _is_left_out(f, fact)]


def _is_left_out(member: Fact, fact: Fact) -> bool:
    """Cash and what is left over are no sector, unless they are spoken of."""
    return member.id != fact.id and (member.family, member.of) in _NO_MEMBER


def _is_ranked(fact: Fact, ranked: list[Fact], claim: Claim) -> bool:
    match = SUPERLATIVE.fullmatch(claim.word)
    sizes, own = [_size(f) for f in ranked], _size(fact)
    before = sum(size < own for size in sizes) if match and match["min"] else sum(size > own for size in sizes)
    return before == (_RANKS[match["rank"]] if match and match["rank"] else 1) - 1


def _size(fact: Fact) -> Decimal:
    """A drift or a swing is large whichever way it points."""
    value = fact.value or Decimal(0)
    return abs(value) if fact.unit == "points" else value


def _named_holds(sentence: Sentence, claim: Claim) -> bool:
    """NVDA is your largest holding: no figure, and yet a claim, as far as it names one of them."""
    noun = next((n for n in _NOUNS if re.match(rf"\W+{n}\b", sentence.text[claim.end :], re.IGNORECASE)), None)
    possible = [f for f in sentence.sheet.facts if noun and kin(f) == _NOUNS[noun] and f.value is not None]
    named = [fact for fact in possible if sentence.names(fact, claim.clause)]
    return not named or any(_is_ranked(f, family(f, sentence.sheet), claim) != claim.is_denied for f in named)
