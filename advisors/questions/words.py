"""Read the words of a question: cleaned, with spelling mistakes put right where the word exists in no list of words."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from zxcvbn.frequency_lists import FREQUENCY_LISTS

MAX_QUESTION_LENGTH = 300
SIMILARITY = 0.74
SHORTEST_CORRECTED, SHORT = 3, 4
ENGLISH_LISTS = ("english_wikipedia", "us_tv_and_film")
APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})
TOKEN = re.compile(r"[$€£]?\d[\d,]*(?:\.\d+)?\s?(?:%|k\b)?|[a-z][a-z&'-]*[a-z]|[a-z]")


@dataclass(frozen=True)
class Phrase:
    """A run of words that means something, and where it stands. end: exclusive."""

    words: tuple[str, ...]
    start: int
    end: int


def split_words(text: str) -> list[str]:
    """Return the words and numbers of a text in lower case; a 401(k) is one word."""
    cleaned = text[:MAX_QUESTION_LENGTH].translate(APOSTROPHES).casefold().replace("401(k)", "401k")
    found = re.sub(r"\b(401k|403b|529|1040)\b", lambda match: f"plan{match[0]}", cleaned)
    words = (word.strip() for word in re.findall(rf"plan\d+[kb]?|{TOKEN.pattern}", found))
    return [word.removeprefix("plan") if word[4:5].isdigit() else word.removesuffix("'s") for word in words]


@cache
def english_words() -> frozenset[str]:
    """Return frequent English words: one of them is no misspelling of another."""
    return frozenset(word for name in ENGLISH_LISTS for word in FREQUENCY_LISTS[name])


def correct(word: str, vocabulary: Iterable[str]) -> str:
    """Return the known word that a misspelled one means; the word itself if it is English, short or like none."""
    if len(word) < SHORTEST_CORRECTED or not word.isalpha() or word in english_words():
        return word
    candidates = [
        one for one in vocabulary  # a short one has the same letters but for missing or doubled ones: refi is no reit
        if one[0] == word[0] and (len(word) > SHORT or set(word) <= set(one) or set(one) <= set(word))
    ]  # fmt: skip
    near = get_close_matches(word, candidates, n=1, cutoff=SIMILARITY)
    return near[0] if near else word


def find_phrases(words: list[str], known: frozenset[tuple[str, ...]], longest: int = 6) -> list[Phrase]:
    """Return the known phrases in the words, the longest first; none overlaps a longer one."""
    found: list[Phrase] = []
    taken: set[int] = set()
    for length in range(min(longest, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            run, places = tuple(words[start : start + length]), set(range(start, start + length))
            if run in known and not places & taken:
                found.append(Phrase(run, start, start + length))
                taken |= places
    return sorted(found, key=lambda phrase: phrase.start)
