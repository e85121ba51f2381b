"""What a claim says: a verdict, the sentence in several phrasings, and the facts that decided it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from string import Formatter
from typing import Literal

from advisors.claims.printing import Figure, print_apart
from portfolios.currencies import write_for

Mood = Literal["good", "bad", "neutral"]
Reason = Literal[
    "no_fact", "no_member", "bad_argument", "blurred", "blind", "assumed_target", "no_goal", "retired", "tie", "small",
    "no_spread", "none", "implausible",
]  # fmt: skip
MAX_NAME_LENGTH = 60


class CannotSay(Exception):
    """The data do not support the claim. reason: a code. explanation: why, for whoever chose the claim."""

    def __init__(self, reason: Reason, explanation: str) -> None:
        super().__init__(explanation)
        self.reason = reason
        self.explanation = explanation


@dataclass(frozen=True)
class Name:
    """A name in a sentence, such as that of an account. Pages escape it."""

    text: str
    is_plural: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", " ".join(self.text.split())[:MAX_NAME_LENGTH])

    @property
    def capitalized(self) -> "Name":
        return Name(self.text[:1].upper() + self.text[1:], self.is_plural)


Part = str | Figure | Name
Slot = Figure | Name | tuple[Part, ...]
"""A slot holds a figure, a name, or a list of both that code has put together."""


@dataclass(frozen=True)
class Statement:
    """kind, arguments: the claim. decided_by: ids of the facts of its figures and of its verdict."""

    kind: str
    arguments: tuple[str, ...]
    verdict: str
    mood: Mood
    phrasings: tuple[str, ...]
    slots: Mapping[str, Slot]
    decided_by: tuple[str, ...] = ()

    def parts(self, phrasing: int = 0) -> tuple[Part, ...]:
        """Return a phrasing as text, figures and names in order."""
        parts: list[Part] = []
        for text, slot_name, _, _ in Formatter().parse(self.phrasings[phrasing % len(self.phrasings)]):
            if text:
                parts.append(text)
            if slot_name:
                slot = self.slots[slot_name]
                parts += slot if isinstance(slot, tuple) else (slot,)
        return tuple(parts)

    def text(self, phrasing: int = 0) -> str:
        """Return the sentence. Figures that differ are printed differently."""
        parts = self.parts(phrasing)
        printed = iter(print_apart([part for part in parts if isinstance(part, Figure)]))
        return "".join(next(printed) if isinstance(p, Figure) else p.text if isinstance(p, Name) else p for p in parts)

    def in_currency(self, code: str) -> "Statement":
        """Return it with the money of its own figures, and the name of the currency, in that of the person."""
        slots = {name: slot_in_currency(slot, code) for name, slot in self.slots.items()}
        phrasings = tuple(write_for(code, phrasing) for phrasing in self.phrasings)
        return replace(self, phrasings=phrasings, slots=slots)

    @property
    def figures(self) -> list[Figure]:
        parts = (part for slot in self.slots.values() for part in (slot if isinstance(slot, tuple) else (slot,)))
        return [part for part in parts if isinstance(part, Figure)]

    def choose_phrasing(
        self, seed: str, openings: frozenset[str] = frozenset(), *, turn: int = 0, shortest: bool = False
    ) -> int:
        """Return which phrasing to print: the same for the same person and claim, not one that opens as a neighbor.

        seed: the digest of the person's snapshot. openings: the first two words of the sentences before. turn: another
        turn gives another phrasing, so that a report does not repeat its letter. shortest: where room is scarce.
        """
        count = len(self.phrasings)
        key = f"{seed}|{self.kind}|{'|'.join(self.arguments)}"
        first = (int(sha256(key.encode()).hexdigest(), 16) + turn) % count
        order = [(first + offset) % count for offset in range(count)]
        if shortest:
            order.sort(key=lambda place: len(self.text(place).split()))
        return next((place for place in order if opening(self.text(place)) not in openings), order[0])


def slot_in_currency(slot: Slot, code: str) -> Slot:
    if isinstance(slot, tuple):
        return tuple(slot_in_currency(part, code) if isinstance(part, Figure) else part for part in slot)  # type: ignore[misc]
    return replace(slot, fact=slot.fact.in_currency(code)) if isinstance(slot, Figure) else slot


def opening(text: str) -> str:
    """Return the first two words of a sentence, to compare."""
    return " ".join(text.split()[:2]).casefold()


def join_parts(items: list[tuple[Part, ...]]) -> tuple[Part, ...]:
    """Join items as a list in a sentence: A, B and C."""
    joined: list[Part] = []
    for place, item in enumerate(items):
        if place:
            joined.append(" and " if place == len(items) - 1 else ", ")
        joined += item
    return tuple(joined)
