"""Find names in a text, as whole words: names that hold figures, such as those of funds, and names of subjects."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from advisors.pasted.masking import Span
from advisors.pasted.number_words import NUMBER_WORD_PATTERN
from advisors.writing.markdown import escape_markdown
from portfolios.account_kinds import ACCOUNT_KIND_LABELS

SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z*\[“\"])")
COMMON_NAMES = (
    *ACCOUNT_KIND_LABELS.values(), "403(b)", "S&P 500", "Nasdaq-100", "529 plan", "529 plans", "529 account",
    "529 accounts", "60/40 portfolio", "60/40 mix", "60/40 split", "5/25 rule", "80% confidence", "90% confidence",
    "95% confidence", "90% sure",
)  # fmt: skip
EVERYDAY_WORDS = re.compile(
    "a|all|am|an|and|any|are|as|at|be|big|by|can|do|for|gap|go|good|has|he|home|in|is|it|key|life|low|man|me|met|my|new|"
    "next|nice|no|now|of|on|one|open|or|our|out|own|path|play|real|run|safe|save|see|so|sun|team|to|too|true|turn|two|up|"
    "us|way|we|well|work|you"
)
"""English words that are symbols too. As a symbol they are written in capitals."""
JOINED_BEFORE_PATTERN = re.compile(r"[^\W_][.&,:/]$")
ELIDED_PATTERN = re.compile(r"[^\W_]['’]$")
JOINED_AFTER_PATTERN = re.compile(r"[.&,:/][^\W_]")
PLURAL_PATTERN = re.compile(r"(?:['’]s|s['’]?|['’])?(?![^\W_])", re.IGNORECASE)


class Names:
    """Names that hold figures. Built once: a lookup costs the same for ten names as for ten thousand."""

    def __init__(self, names: Iterable[str]) -> None:
        names = tuple(names)
        forms = {form for name in names if _may_hold_figure(name) for form in _forms(name)}
        self._names = frozenset(map(_lower, forms))
        torn = {form for name in names for form in _forms(name) if SENTENCE_END.search(form)}
        self._torn = re.compile("|".join(map(re.escape, sorted(torn, key=len, reverse=True)))) if torn else None
        self._lengths: dict[str, tuple[int, ...]] = {}
        for first in {name[0] for name in self._names}:
            lengths = {len(name) for name in self._names if name[0] == first}
            self._lengths[first] = tuple(sorted(lengths, reverse=True))

    def spans(self, text: str) -> Iterator[Span]:
        """Yield where names stand as whole words, from left to right, the longest first."""
        folded, index = _lower(text), 0
        while index < len(folded):
            for length in self._lengths.get(folded[index], ()):
                end = index + length
                if end <= len(folded) and folded[index:end] in self._names and _stands_alone(folded, index, end):
                    yield index, end
                    index = end
                    break
            else:
                index += 1

    def sentence_ends(self, line: str) -> list[int]:
        """Return where the next sentences of a line begin; not inside a name such as J.P. Morgan."""
        names = [match.span() for match in self._torn.finditer(line)] if self._torn else []
        ends = (match.end() for match in SENTENCE_END.finditer(line))
        return [end for end in ends if not any(start < end < stop for start, stop in names)]


@lru_cache(maxsize=8)
def build_names(names: tuple[str, ...]) -> Names:
    return Names((*COMMON_NAMES, *names))


def _may_hold_figure(name: str) -> bool:
    """Return whether a name must be hidden: a holding named A must not hide every "a" of a text."""
    if not any(c.isalnum() or c in "[]" for c in name):
        return False
    return not all(c.isalpha() or c.isspace() for c in name) or bool(NUMBER_WORD_PATTERN.search(name))


def _forms(name: str) -> set[str]:
    return {form for form in (name.strip(), " ".join(name.split()), escape_markdown(name)) if form}


def _lower(text: str) -> str:
    """Return the text in lower case, character by character, so that offsets stay."""
    if text.isascii():
        return text.lower()
    return "".join(small if len(small := c.lower()) == 1 else c for c in text)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Return whether text[start:end] is no part of a longer word, symbol or figure, as BRK is in BRK.B.

    A plural or possessive s may follow.
    """
    before = text[max(0, start - 2) : start]
    if text[start].isalnum() and (before[-1:].isalnum() or JOINED_BEFORE_PATTERN.search(before)):
        return False
    if end - start <= 2 and ELIDED_PATTERN.search(before):  # the s of Alex's, the re of you're
        return False
    if not text[end - 1].isalnum():
        return True
    tail = PLURAL_PATTERN.match(text, end)
    return tail is not None and not JOINED_AFTER_PATTERN.match(text, tail.end())


def is_named(name: str, words: str) -> bool:
    """Return whether the words name it, in any case. A symbol that is an everyday word counts only in capitals."""
    name = " ".join(name.split())
    if not (name.isupper() and EVERYDAY_WORDS.fullmatch(name.lower())):
        words, name = words.casefold(), name.casefold()
    at = words.find(name) if name else -1
    while at >= 0:
        if _stands_alone(words, at, at + len(name)):
            return True
        at = words.find(name, at + 1)
    return False
