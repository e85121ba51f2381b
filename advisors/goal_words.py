"""What is said of targets and goals: above, overweight, on track, enough."""

import re
from collections.abc import Iterator
from decimal import Decimal

from advisors.seen import Span
from advisors.sentences import Claim, Sentence
from portfolios.facts import Fact

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
_TARGETED = re.compile(r"((?:asset|group)_\w+)_(?:now|share|value|target|drift|gap)")
_TOWARDS = r"(?<!to get )(?<!to stay )(?<!to be )(?<!to keep )(?<!back )"
_GOAL = r"(?:your|the|his|her|their) (?:income |retirement )*goal"
_ENOUGH = r"(?:is|are|will be|should be|be|have|has|saved?|saving|savings) (?:more than )?enough"
MET = re.compile(
    rf"\b{_TOWARDS}(?:on (?:track|course|target)|ahead of schedule|fully funded)\b|\b{_ENOUGH}\b|"
    rf"\b(?:meets?|exceeds?|reach(?:es)?|surpass(?:es)?|covers?|achieves?) {_GOAL}\b",
    re.IGNORECASE,
)
MISSED = re.compile(
    rf"\b(?:off (?:track|course)|behind schedule|too little|"
    rf"(?:fall|fell|come|run|is|are|just)s? short(?: of)?|misses {_GOAL})\b",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"\b(?:get|put|bring|keep|set|stay|come|move|help)s?\b(?:(?!\bis\b|\bare\b)[^,;|]){0,40}$", re.IGNORECASE
)
"""What a change would do is no claim about how it stands."""
_SUPPOSED = re.compile(r"^\W*(?:where|when|whenever|if|unless)\b", re.IGNORECASE)
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
        match = _TARGETED.fullmatch(figure.fact.id) if figure.fact else None
        if match and f"{match[1]}_drift" in sentence.sheet:
            found.append((figure.at - before[0], sentence.sheet[f"{match[1]}_drift"]))
    drifts = (fact for fact in sentence.sheet.on("targets") if fact.id.endswith("_drift"))
    found += [(sentence.last_named(fact.subject, before), fact) for fact in drifts]
    last = max(found, key=lambda item: item[0], default=(-1, None))
    return last[1].value if last[1] is not None and last[0] >= 0 else None


def goals(sentence: Sentence) -> Iterator[Span]:
    """Where the plan is said to do better or worse than it does. Without a goal nobody can be on track for it."""
    for pattern, met in ((MET, True), (MISSED, False)):
        for claim in sentence.claims(pattern):
            before = sentence.text[claim.clause[0] : claim.start]
            if _CHANGED.search(before) or _SUPPOSED.search(before):
                continue
            if _OF_GOALS.search(sentence.text[claim.clause[0] : claim.clause[1]]) and not _is_so(
                sentence, met != claim.is_denied
            ):
                yield claim.start, claim.end


def _is_so(sentence: Sentence, met: bool) -> bool:
    if "income_gap" not in sentence.sheet or sentence.sheet["income_gap"].value is None:
        return False
    return (sentence.sheet.value("income_gap") <= 0) == met
