"""The changes that were tried, as people put them: inflation may run one point higher, a tenth more be put aside."""

import re
from collections.abc import Iterator

from portfolios.facts.fact import Fact
from portfolios.facts.families import Family

_BETWEEN = r"\b(?:(?!\b(?:and|or|rather|not|than|instead|while)\b)[^.,;|\d$%]){0,30}?\b"
_SAVE, _SPEND = r"(?:sav\w+|(?:put|set)(?:ting)? (?:money )?aside|contribut\w+)", r"sp(?:end\w*|ent)"
_RETIRE, _COSTS, _POINT = r"(?:retir\w+|work\w*)", r"(?:fees?|costs?)", r"(?:one|a) (?:percentage )?point"
_WORDS = {
    "lower_return": ("returns?", f"{_POINT} lower"),
    "higher_inflation": ("inflation", f"{_POINT} higher"),
    "higher_volatility": ("volatility", "two (?:percentage )?points higher"),
    "higher_fee": (_COSTS, "a quarter of a (?:percentage )?point higher"),
    "save_more": (_SAVE, "a tenth more"),
    "save_less": (_SAVE, "a tenth less"),
    "spend_more": (_SPEND, "a tenth more"),
    "spend_less": (_SPEND, "a tenth less"),
    "retire_later": (_RETIRE, "(?:(?:a|one) (?:more )?year (?:later|longer|more)|back by a year)"),
    "retire_earlier": (_RETIRE, "(?:(?:a|one) year (?:earlier|sooner)|forward by a year)"),
}
"""What is changed, and soon after it by how much."""
_TRIED = {
    key: re.compile(rf"\b{what}{_BETWEEN}(?P<change>{change})\b(?! than\b)", re.IGNORECASE)
    for key, (what, change) in _WORDS.items()
}


def tells_of(fact: Fact, words: str) -> bool:
    """Whether the words tell of the change that the fact is about."""
    tried = _TRIED.get(fact.of if fact.family == Family.SWING else "")
    return tried is not None and tried.search(words) is not None


def changes_in(text: str) -> Iterator[tuple[int, int]]:
    """Where it is said by how much something is changed: that is no figure of what came of it."""
    yield from {match.span("change") for words in _TRIED.values() for match in words.finditer(text)}
