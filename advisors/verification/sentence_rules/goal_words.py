"""What is said of targets and goals: above, overweight, on track, enough."""

import re
from collections.abc import Iterator
from decimal import Decimal

from advisors.verification.parsing.text import Span
from advisors.verification.sentence_rules.sentences import Claim, Sentence
from portfolios.facts.fact import Fact
from portfolios.facts.families import Family, Measure

_AIM = r"[^|;.!?\ue000]{0,40}?\b(?:targets?|aims? for|want(?:s|ed)?|planned|intended)\b"
ABOVE = re.compile(
    rf"\boverweight(?:ed)?\b|\b(?:above|over(?=\s)|exceed(?:s|ed|ing)?|overshoots?|more than|higher than|larger than|"
    rf"too (?:much|many|high|large))(?={_AIM})",
    re.IGNORECASE,
)
BELOW = re.compile(
    rf"\bunderweight(?:ed)?\b|\b(?:below|under(?=\s)|short of|shy of|undershoots?|less than|lower than|smaller than|"
    rf"too (?:little|few|low|small))(?={_AIM})",
    re.IGNORECASE,
)
_TARGETED = (Family.ASSET_CLASS, Family.REGION_GROUP)
_TOWARDS = r"(?<!to get )(?<!to stay )(?<!to be )(?<!to keep )(?<!back )"
_GOAL = r"(?:your|the|his|her|their) (?:income |retirement )*goal"
_ENOUGH = r"(?:is|are|will be|should be|be|have|has|saved?|saving|savings) (?:more than )?enough"
MET = re.compile(
    rf"\b{_TOWARDS}(?:on (?:track|course|target)|ahead of schedule|fully funded)\b|"
    rf"\b{_ENOUGH}\b|"
    rf"\b(?:meets?|exceeds?|reach(?:es)?|surpass(?:es)?|covers?|achieves?|supports?) {_GOAL}\b|"
    rf"\b(?:enough|suffic(?:es?|ient)) (?:for|to (?:meet|reach|cover)) {_GOAL}\b|\bwithin (?:easy )?reach\b|"
    r"\b(?:easily|comfortably|fully|safely) (?:met|covered|reached|ahead|supports?|covers?)\b",
    re.IGNORECASE,
)
MISSED = re.compile(
    rf"\b(?:off (?:track|course)|behind schedule|too little|out of reach|insufficient|"
    rf"(?:fall|fell|come|run|is|are|just)s? short(?: of)?|misses {_GOAL})\b",
    re.IGNORECASE,
)
_FAILS = re.compile(
    r"\b(?:fail(?:s|ed|ing|ures?)?|(?:runs?|running|ran) (?:out|dry|short)|fall(?:s|ing)? short|miss(?:es|ed))\b",
    re.IGNORECASE,
)
_WORKS = re.compile(
    r"\b(?:succe(?:ss|eds?|eded)|works?(?: out)?|worked(?: out)?|lasts?|lasted|holds?|held|met|meets?|"
    r"funds? every|funded)\b",
    re.IGNORECASE,
)
_ALL_BUT = re.compile(r"\b(?:all but|except|apart from|other than)\b", re.IGNORECASE)
_SUCCESS = (Measure.SUCCESS, Measure.SUCCESS_LOW, Measure.SUCCESS_HIGH)
_CHANGED = re.compile(
    r"\b(?:get|put|bring|keep|set|stay|come|move|help)s?\b(?:(?!\bis\b|\bare\b)[^,;|]){0,40}$", re.IGNORECASE
)
"""What a change would do is no claim about how it stands."""
_SUPPOSED = re.compile(r"^\W*(?:where|when|whenever|if|unless)\b", re.IGNORECASE)
_IN = re.compile(r"[ *_]+in (?P<all>all )?[*_]*")
_OF_GOALS = re.compile(r"\b(?:goals?|plans?|retire\w*|track|course|schedule|sustain\w*|futures?)\b", re.IGNORECASE)


def targets(sentence: Sentence) -> Iterator[Span]:
    """Where something is put on the wrong side of its target."""
    for pattern, sign in ((ABOVE, 1), (BELOW, -1)):
        for claim in sentence.claims(pattern):
            drift = _drift(sentence, claim)
            claimed = -sign if claim.is_denied else sign
            if drift is not None and drift * claimed <= 0:
                yield claim.start, claim.end


def _drift(sentence: Sentence, claim: Claim) -> Decimal | None:
    """Of what stands last before the word, by figure or by name; None where nothing with a target does."""
    before = (claim.clause[0], claim.start)
    found: list[tuple[int, Fact]] = []
    for figure in sentence.within(before):
        if figure.fact is None or figure.fact.family not in _TARGETED or figure.fact.measure == Measure.AFTER:
            continue
        if drift := sentence.sheet.one(figure.fact.family, Measure.DRIFT, figure.fact.of):
            found.append((figure.at - before[0], drift))
    drifts = (fact for fact in sentence.sheet.facts if fact.measure == Measure.DRIFT)
    found += [(sentence.last_named(fact.subject, before), fact) for fact in drifts]
    last = max(found, key=lambda item: item[0], default=(-1, None))
    return last[1].value if last[1] is not None and last[0] >= 0 else None


def goals(sentence: Sentence) -> Iterator[Span]:
    """Where the plan is said to do better or worse than it does. Without a goal nobody can be on track for it."""
    for pattern, met in ((MET, True), (MISSED, False)):
        for claim in sentence.claims(pattern):
            before = sentence.text[claim.clause[0] : claim.start]
            if _CHANGED.search(before) or _SUPPOSED.search(before) or _is_of_futures(sentence, claim):
                continue
            if _OF_GOALS.search(sentence.text[claim.clause[0] : claim.clause[1]]) and not _is_so(
                sentence, met != claim.is_denied
            ):
                yield claim.start, claim.end


def _is_of_futures(sentence: Sentence, claim: Claim) -> bool:
    """Fully funded in so many of the futures says nothing of the goal."""
    after = sentence.after(claim)
    between = _IN.fullmatch(sentence.text[claim.end : after.at]) if after else None
    if claim.word != "fully funded" or not (after and after.fact and between):
        return False
    if between["all"]:
        every = sentence.sheet.by_id.get("history.periods")
        return after.fact.id == "history.successes" and every is not None and every.value == after.fact.value
    return after.fact.id == "history.successes" or after.fact.measure in _SUCCESS


def futures(sentence: Sentence) -> Iterator[Span]:
    """Where a share of futures that succeed is called one of those that fail, or the other way round."""
    told = sorted(
        (claim.start, claim, fails)
        for pattern, fails in ((_FAILS, True), (_WORKS, False))
        for claim in sentence.claims(pattern)
    )
    for figure in sentence.figures:
        of_failure = _is_of_failure(figure.fact)
        if of_failure is None:
            continue
        within = [(c, fails) for _, c, fails in told if c.clause == sentence.clause(figure.at)]
        before = [one for one in within if one[0].end <= figure.at]
        claim, fails = before[-1] if before else within[0] if within else (None, of_failure)
        but = claim is not None and _ALL_BUT.search(sentence.text[claim.end : figure.at]) is not None
        if claim is not None and (fails ^ claim.is_denied ^ but) != of_failure:
            yield claim.start, claim.end


def _is_of_failure(fact: Fact | None) -> bool | None:
    """None where it is no share of futures."""
    if fact is None or fact.unit != "percent":
        return None
    return False if fact.measure in _SUCCESS else True if fact.id == "plan.failure_high" else None


def _is_so(sentence: Sentence, met: bool) -> bool:
    if "plan.gap" not in sentence.sheet or sentence.sheet["plan.gap"].value is None:
        return False
    return (sentence.sheet.value(Family.PLAN, Measure.GAP) <= 0) == met
