"""Read a question: the concepts it is asked with, the members and amounts it names, and the words nobody knows."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from advisors.questions.amounts import Amount, find_amounts
from advisors.questions.lexicon import CONCEPTS, NUMBER_WORDS, PLAIN
from advisors.questions.members import Member
from advisors.questions.words import correct, find_phrases, split_words
from portfolios.facts.families import Family

STOCKS = (Family.ASSET_CLASS, "equity")


@dataclass(frozen=True)
class Reading:
    """What a question says.

    meanings: the concepts of each phrase, any of which may be meant, and the slots that each name and amount fills.
    unknown: words that mean nothing here, so that the question cannot be understood for sure.
    """

    meanings: tuple[frozenset[str], ...]
    members: tuple[Member, ...]
    amounts: tuple[Amount, ...]
    unknown: tuple[str, ...]
    words: tuple[str, ...]

    @cached_property
    def concepts(self) -> frozenset[str]:
        return frozenset().union(*self.meanings)


@cache
def concept_phrases() -> Mapping[tuple[str, ...], frozenset[str]]:
    """Return the concepts of each phrase."""
    found: dict[tuple[str, ...], set[str]] = {}
    for concept, phrases in CONCEPTS.items():
        for phrase in phrases:
            found.setdefault(tuple(split_words(phrase)), set()).add(concept)
    return {words: frozenset(concepts) for words, concepts in found.items() if words}


@cache
def vocabulary() -> frozenset[str]:
    return frozenset(word for phrase in concept_phrases() for word in phrase) | PLAIN | NUMBER_WORDS.keys()


def read_question(question: str, names: Mapping[tuple[str, ...], Member]) -> Reading:
    """Read a question about one person. names: of what this person owns."""
    own_words = {word for name in names for word in name}
    known = vocabulary() | own_words
    words = [word if word in known else correct(word, sorted(known)) for word in split_words(question)]
    named = find_phrases(words, frozenset(names))
    taken = frozenset(place for phrase in named for place in range(phrase.start, phrase.end))
    members = tuple(dict.fromkeys(names[phrase.words] for phrase in named))
    phrases = concept_phrases()
    left = ["" if place in taken else word for place, word in enumerate(words)]
    found = find_phrases(left, frozenset(phrases))
    used = taken | {place for phrase in found for place in range(phrase.start, phrase.end)}
    amounts = find_amounts(question)
    slots = _mark_members(members, words)
    meanings = [phrases[phrase.words] for phrase in found]
    if "PERCENT" in (marked := {amount.unit.upper() for amount in amounts}):
        meanings = [meaning for meaning in meanings if "share" not in meaning]  # the word of the amount
    meanings += [frozenset({slot}) for slot in sorted(marked)] + ([slots] if slots else [])
    unknown = tuple(
        word for place, word in enumerate(words)
        if place not in used and word not in PLAIN and word not in NUMBER_WORDS and not word[-1:].isdigit()
        and not any(character.isdigit() for character in word)
    )  # fmt: skip
    return Reading(tuple(meanings), members, amounts, unknown, tuple(words))


def _mark_members(members: tuple[Member, ...], words: list[str]) -> frozenset[str]:
    """Return the slots that the named members fill: one member, several, and stocks on their way to or from bonds."""
    if not members:
        return frozenset()
    slots = {"MEMBER"} if len(members) == 1 else {"MEMBER", "MEMBERS"}
    keys = [(member.family, member.of) for member in members]
    if STOCKS in keys:
        slots.add("STOCKS")
        if "to" in words or "into" in words:
            slots.add("TO_STOCKS" if keys[-1] == STOCKS else "TO_BONDS")
    return frozenset(slots)
