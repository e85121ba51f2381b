"""What is said of a change that was tried: whichever verb is used, its sign and its error are those of the facts.

A verb of movement needs to be known to be judged; here a figure of a change needs a word that fits it.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from advisors.verification.parsing.significance import changes_to, is_change, is_clear
from advisors.verification.parsing.text import REFERENCE, Span
from advisors.verification.sentence_rules.sentences import Figure, Sentence
from portfolios.facts.fact import Fact
from portfolios.facts.families import Family, Measure

_BETTER = re.compile(
    r"\b(?:up\b|upward|ris(?:e|es|ing)\b|rose|rais|lift|improv|boost|increas|gain|grow|grew|climb|jump|push|driv|"
    r"elevat|strength|strong|enhanc|help|better|best\b|safer|sounder|surer|benefi|positiv|higher|add(?:s|ing)?\b|extra\b|"
    r"expand|widen|worth\b|yield|earn|giv(?:e|es|ing)\b|effective|reward|pays? off|"
    r"more (?:success|likely|secure|robust|certain)|success more)",
    re.IGNORECASE,
)
_WORSE = re.compile(
    r"\b(?:down\b|knock(?:s|ed|ing)?\b|trim(?:s|med|ming)?\b|dents?\b|dampens?\b|drag(?:s|ged|ging)?\b|"
    r"fall|fell|drop|lower|reduc|decreas|declin|cost|los(?:e|es|s|ing)\b|lost|shr[iau]nk|wors|weak|hurt|harm|"
    r"negativ|cut|slip|s[iau]nk|minus|fewer|riski|tak(?:e|es|ing) (?:away|off)|shav|erod|smaller|narrow|"
    r"less (?:success|likely|secure|robust|certain))",
    re.IGNORECASE,
)
_NO_DIFFERENCE = re.compile(
    r"\b(?:no (?:\w+ )?(?:difference|change|effect)\b|"
    r"(?:does|do|did|would|will|is|are)(?: not|n['’]t) (?:\w+ )?(?:chang|differ|matter|mov|affect|make|clear|told|"
    r"distinguish|significan)|(?:cannot|can['’]t|could not) (?:\w+ )*?(?:told|tell|distinguish|seen?)|"
    r"(?:by|from|pure|mere|to) chance|noise|indistinguishable|insignifican|negligible|inconclusive|unclear|"
    r"within (?:\w+ ){0,4}error)",
    re.IGNORECASE,
)

_PART = re.compile(r"[;:]|,? (?:while|whereas|although|though|but|yet)\b|, and\b", re.IGNORECASE)
_DENIED = re.compile(r"(?:\b(?:not|never|no|nor|without)|n['’]t) \w+", re.IGNORECASE)


def differences(sentence: Sentence) -> Iterator[Span]:
    """Where a change that chance could have made is told as one, or a change is told the other way round."""
    tried = [figure for figure in sentence.figures if is_of_change(figure.fact)]
    if not tried:
        return
    for figure in tried:
        if not _may_stand(figure, sentence, _said_of(figure, sentence, tried)):
            yield figure.at, figure.at + len(REFERENCE)


def is_of_change(fact: Fact | None) -> bool:
    return fact is not None and fact.family in (Family.CHANGE, Family.SWING)


def _may_stand(figure: Figure, sentence: Sentence, words: str) -> bool:
    stated = _stated(figure, sentence)
    change = stated or _measured(figure, sentence)
    if change is None:
        return True
    said = _DENIED.sub(" ", words)
    better, worse = _BETTER.search(said) is not None, _WORSE.search(said) is not None
    none = _NO_DIFFERENCE.search(words) is not None
    if not is_clear(change):
        return none or not ((stated and change.value) or better or worse)
    if none and stated and change.unit == "points":
        return False
    falls = (change.value or 0) < 0
    if figure.is_size and stated and falls and not worse:
        return False
    return not (better and not worse) if falls else not (worse and not better)


def _stated(figure: Figure, sentence: Sentence) -> Fact | None:
    """The change that the figure is, or whose two ends stand in the sentence."""
    assert figure.fact is not None
    if is_change(figure.fact):
        return figure.fact
    there = {other.fact.id for other in sentence.figures if other.fact}
    ends = (c for c in changes_to(figure.fact, sentence.sheet) if c.inputs[1:] and c.inputs[1] in there)
    return next(ends, None)


def _measured(figure: Figure, sentence: Sentence) -> Fact | None:
    """What the change did to success or, without a goal, to what the plan sustains; the change itself is told."""
    assert figure.fact is not None
    family, of = figure.fact.family, figure.fact.of
    of_success = sentence.sheet.one(family, Measure.POINTS, of)
    return of_success or sentence.sheet.one(family, Measure.MORE, of)


def _said_of(figure: Figure, sentence: Sentence, tried: list[Figure]) -> str:
    """The words of its part of the sentence, where those say which way it goes, else all of them."""
    cuts = [0, *(match.end() for match in _PART.finditer(sentence.text)), len(sentence.text)]
    start, end = next(part for part in pairwise(cuts) if part[0] <= figure.at < part[1])
    part = _without_names(sentence.text[start:end], tried)
    whole = _without_names(sentence.text, tried)
    if not any(pattern.search(part) for pattern in (_BETTER, _WORSE, _NO_DIFFERENCE)):
        return whole
    alone = len({(other.fact.family, other.fact.of) for other in tried if other.fact}) == 1
    chance = _NO_DIFFERENCE.search(whole) if alone else None
    return f"{part} {chance[0]}" if chance else part


def _without_names(text: str, figures: list[Figure]) -> str:
    """The words that are not the name of what was changed: "spending less" says nothing of what came of it."""
    names = {name for figure in figures if figure.fact for name in figure.fact.subject}
    spoken = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    return re.sub(rf"\b(?:{spoken})\b", " ", text, flags=re.IGNORECASE) if spoken else text
