"""The record of one form of question: the concepts it is asked with, and the claims that answer it."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Literal

from portfolios.facts.families import Family, Measure


class Group(StrEnum):
    """The heading under which a form is offered."""

    STAND = "Where you stand"
    CHANGE = "What if"
    MIX = "Your mix"
    COSTS = "Costs and taxes"
    CASH = "Cash"
    ANALYSIS = "This analysis"


def split_cues(cues: str) -> tuple[frozenset[str], ...]:
    """Return the sets of concepts that a text lists: concepts with blanks between them, sets with commas."""
    return tuple(frozenset(cue.split()) for cue in cues.split(","))


@dataclass(frozen=True)
class Pick:
    """Statements that answer a question, in order.

    kind: of the claim, or of the action. arguments: those it must have. by_member: only about the member that is asked
    about. most: how many at most.
    """

    kind: str
    arguments: tuple[str, ...] = ()
    by_member: bool = False
    most: int = 1
    is_action: bool = False


@dataclass(frozen=True)
class QuestionForm:
    """One form of question.

    cues: sets of concepts, with commas between them, any of which is enough; MEMBER, MEMBERS, DOLLARS, PERCENT, YEARS
    and AGE stand for what a question names. picks: what answers it, and member_picks where it names a member. why: what
    answers "why?" after it. source: the fact that "where does it come from?" means. nothing: what is said where nothing
    can be said.
    change: the change of the plan that it tests. without: concepts that a question of this form never has.
    member_facts: what is stated of a member that no claim is about; the family None is the member's own.
    """

    key: str
    group: Group
    chips: tuple[str, ...]
    cues: str
    picks: tuple[Pick, ...] = ()
    member_picks: tuple[Pick, ...] = ()
    why: tuple[Pick, ...] = ()
    source: str = ""
    nothing: str = "Your analysis has nothing to say about this."
    change: Literal["", "save_more", "retire_later", "spend_less", "more_equity", "less_equity"] = ""
    offered: bool = True
    without: frozenset[str] = frozenset()
    member_facts: tuple[tuple[Family | None, Measure], ...] = ()

    @cached_property
    def cue_sets(self) -> tuple[frozenset[str], ...]:
        return split_cues(self.cues)


@dataclass(frozen=True)
class Refusal:
    """What Alex does not answer. words: how it says so."""

    key: str
    cues: str
    words: str
    without: frozenset[str] = frozenset()

    @cached_property
    def cue_sets(self) -> tuple[frozenset[str], ...]:
        return split_cues(self.cues)
