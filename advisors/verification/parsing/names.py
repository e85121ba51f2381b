"""Names in a text, as whole words only: those that may hold figures (funds, symbols, accounts), and subjects."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from advisors.verification.parsing.figure_words import VOCABULARY
from advisors.verification.parsing.text import Span
from advisors.writing.markdown import escape_markdown
from portfolios.account_kinds import ACCOUNT_KIND_LABELS

SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z*\[“\"])")
COMMON_NAMES = (
    *ACCOUNT_KIND_LABELS.values(), "403(b)", "S&P 500", "Nasdaq-100",
    "529 plan", "529 plans", "529 account", "529 accounts", "60/40 portfolio", "60/40 mix",
    "60/40 split", "5/25 rule",
)  # fmt: skip


EVERYDAY = re.compile(
    "a|all|am|an|and|any|are|as|at|be|big|by|can|do|for|gap|go|good|has|he|home|in|is|it|key|life|low|man|me|met|my|new|"
    "next|nice|no|now|of|on|one|open|or|our|out|own|path|play|real|run|safe|save|see|so|sun|team|to|too|true|turn|two|up|"
    "us|way|we|well|work|you"
)
"""Words of English that are symbols too: as a symbol they are written in capitals."""


class Names:
    """Built once, asked often: looking up costs the same for ten names as for ten thousand."""

    def __init__(self, names: Iterable[str]) -> None:
        names = tuple(names)
        forms = {form for name in names if _may_look_like_a_figure(name) for form in _forms(name)}
        self._names = frozenset(map(_folded, forms))
        torn = {form for name in names for form in _forms(name) if SENTENCE_END.search(form)}
        self._torn = re.compile("|".join(map(re.escape, sorted(torn, key=len, reverse=True)))) if torn else None
        self._lengths: dict[str, tuple[int, ...]] = {}
        for first in {name[0] for name in self._names}:
            lengths = {len(name) for name in self._names if name[0] == first}
            self._lengths[first] = tuple(sorted(lengths, reverse=True))

    def spans(self, text: str) -> Iterator[Span]:
        """Where a name stands as whole words, the longest first, from left to right."""
        folded, index = _folded(text), 0
        while index < len(folded):
            end = self._end(folded, index)
            if end:
                yield index, end
            index = end or index + 1

    def sentence_ends(self, line: str) -> list[int]:
        """Where a sentence of a line ends and the next begins; not inside a name such as J.P. Morgan."""
        names = [match.span() for match in self._torn.finditer(line)] if self._torn else []
        ends = (match.end() for match in SENTENCE_END.finditer(line))
        return [end for end in ends if not any(start < end < stop for start, stop in names)]

    def _end(self, folded: str, start: int) -> int:
        for length in self._lengths.get(folded[start], ()):
            end = start + length
            if end <= len(folded) and folded[start:end] in self._names and _stands_alone(folded, start, end):
                return end
        return 0


@lru_cache(maxsize=8)
def known(names: tuple[str, ...]) -> Names:
    return Names((*COMMON_NAMES, *names))


def _may_look_like_a_figure(name: str) -> bool:
    """Only such names need to be known; a holding named A must not excuse every "a" of a text."""
    if not any(c.isalnum() or c in "[]" for c in name):
        return False
    return not all(c.isalpha() or c.isspace() for c in name) or bool(VOCABULARY.search(name))


def _forms(name: str) -> set[str]:
    return {form for form in (name.strip(), " ".join(name.split()), escape_markdown(name)) if form}


def _folded(text: str) -> str:
    """Small letters, character by character: offsets stay."""
    if text.isascii():
        return text.lower()
    return "".join(small if len(small := c.lower()) == 1 else c for c in text)


_JOINED_BEFORE = re.compile(r"[^\W_][.&,:/]$")
_ELIDED = re.compile(r"[^\W_]['’]$")
_JOINED_AFTER = re.compile(r"[.&,:/][^\W_]")
_PLURAL = re.compile(r"(?:['’]s|s['’]?|['’])?(?![^\W_])", re.IGNORECASE)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] is not a part of a longer word, symbol or figure: BRK is no part of BRK.B.

    A plural or possessive s may follow.
    """
    before = text[max(0, start - 2) : start]
    if text[start].isalnum() and (before[-1:].isalnum() or _JOINED_BEFORE.search(before)):
        return False
    if end - start <= 2 and _ELIDED.search(before):  # the s of Alex's, the re of you're
        return False
    if not text[end - 1].isalnum():
        return True
    tail = _PLURAL.match(text, end)
    return tail is not None and not _JOINED_AFTER.match(text, tail.end())


def is_named(name: str, spoken: str) -> bool:
    """Whether the words name it, in any case; a symbol that is an everyday word only in capitals."""
    name = " ".join(name.split())
    if not (name.isupper() and EVERYDAY.fullmatch(name.lower())):
        spoken, name = spoken.casefold(), name.casefold()
    at = spoken.find(name) if name else -1
    while at >= 0:
        if _stands_alone(spoken, at, at + len(name)):
            return True
        at = spoken.find(name, at + 1)
    return False
