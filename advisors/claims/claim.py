"""A claim: a request to say one thing about one person. Each kind is a class with its arguments and its phrasings."""

from abc import abstractmethod
from collections.abc import Container, Iterator
from typing import ClassVar, Self

from pydantic import BaseModel, ConfigDict

from advisors.claims.case import ClaimCase
from advisors.claims.sections import Section
from advisors.claims.statement import CannotSay, Mood, Slot, Statement
from portfolios.taxonomy import UNCLASSIFIED

NEVER_MEMBERS = frozenset({"rest", UNCLASSIFIED})
"""Buckets that collect what is left over are no group that a sentence can be about."""


class Claim(BaseModel):
    """The base of all kinds.

    A kind states its name, its section, how many of its statements a document may hold at most, its weight by verdict
    (0 to 100: how much a person must hear it), and its phrasings by verdict. Its fields are its arguments.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: ClassVar[str]
    section: ClassVar[Section]
    most: ClassVar[int] = 1
    weights: ClassVar[dict[str, int]]
    phrasings: ClassVar[dict[str, tuple[str, ...]]]

    @classmethod
    def options(cls, case: ClaimCase) -> Iterator[Self]:
        """Yield a claim of this kind for every argument that exists for this person."""
        yield cls()

    @abstractmethod
    def judge(self, case: ClaimCase) -> Statement:
        """Return what is true. Raises CannotSay."""

    @property
    def arguments(self) -> tuple[str, ...]:
        return tuple(str(value) for value in self.model_dump().values())

    def statement(
        self, verdict: str, mood: Mood = "neutral", *, decided_by: tuple[str, ...] = (), tail: str = "", **slots: Slot
    ) -> Statement:
        """Build what this claim says. tail: a sentence that follows each phrasing, with slots of its own."""
        ending = f" {tail}" if tail else ""
        made = Statement(
            kind=self.name,
            arguments=self.arguments,
            verdict=verdict,
            mood=mood,
            phrasings=tuple(f"{phrasing}{ending}" for phrasing in self.phrasings[verdict]),
            slots=slots,
        )
        ids = (*(figure.fact.id for figure in made.figures), *decided_by)
        return Statement(**{**made.__dict__, "decided_by": tuple(dict.fromkeys(ids))})


def require_member(member: str, members: Container[str], noun: str) -> None:
    """Raise CannotSay unless the argument is a member that exists for this person."""
    if member in NEVER_MEMBERS or member not in members:
        raise CannotSay("no_member", f"there is no {noun} {member}")
