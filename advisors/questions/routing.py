"""Find the form of a question. What is not understood for sure is unknown, never a guess."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from advisors.questions.amounts import Amount
from advisors.questions.form import QuestionForm, Refusal
from advisors.questions.forms import FORMS, FORMS_BY_KEY, REFUSALS
from advisors.questions.members import Member
from advisors.questions.reading import Reading, read_question

F = TypeVar("F", QuestionForm, Refusal)
SOFT = frozenset({"own", "money", "worth", "need", "portfolio", "start", "plan", "coming", "how_much"})
"""Concepts that a question may hold beside those of its form without meaning something else."""
SOFT_BESIDE_MEMBER = SOFT | {"holding_noun", "account_noun"}
SLOTS = frozenset({"DOLLARS", "PERCENT", "YEARS", "AGE", "NUMBER", "MEMBER"})
OTHER = Decimal(5)
SOFT_OTHER = Decimal("0.05")
LEAST = Decimal("0.5")
MAX_FOLLOW_UP_WORDS = 8
FOLLOW_UP_OPENINGS = ("and", "what about", "how about", "also", "or")


@dataclass(frozen=True)
class Route:
    """The form that a question means, with what it names. form: None if it is unknown. about: of a source."""

    form: QuestionForm | None
    refusal: Refusal | None = None
    members: tuple[Member, ...] = ()
    amounts: tuple[Amount, ...] = ()
    asks_why: bool = False
    about: tuple[QuestionForm, ...] = ()


@dataclass(frozen=True)
class Earlier:
    """The question before, which a follow-up goes on from."""

    question: str
    form: str


def route_question(question: str, names: Mapping[tuple[str, ...], Member], earlier: Earlier | None = None) -> Route:
    """Return the form of a question about one person. earlier: the question answered before it."""
    reading = read_question(question, names)
    if earlier is not None and (found := _follow_up(question, reading, names, earlier)):
        return found
    refused, refusal_score = _best(REFUSALS, reading)
    if reading.unknown and refused is None:
        return Route(None)
    form, score = _best(FORMS, reading)
    if refused is not None and refusal_score >= score:
        return Route(None, refused, reading.members)
    if form is None or score < LEAST:
        return Route(None)
    return Route(form, None, reading.members, reading.amounts, about=find_topics(form, reading))


def touches_refusal(question: str, names: Mapping[tuple[str, ...], Member]) -> bool:
    """Return whether a question has anything of what Alex refuses, however else it is asked."""
    concepts = read_question(question, names).concepts
    return any(cue <= concepts for refusal in REFUSALS for cue in refusal.cue_sets)


def _best(forms: Iterable[F], reading: Reading) -> tuple[F | None, Decimal]:
    """Return the form that explains most of the concepts of a question; of two alike, the first."""
    best: F | None = None
    best_score = Decimal(-100)
    for form in forms:
        for cue in form.cue_sets:
            if (
                cue <= reading.concepts
                and not form.without & reading.concepts
                and (score := _score(cue, reading)) > best_score
            ):
                best, best_score = form, score
    return best, best_score


def _score(cue: frozenset[str], reading: Reading) -> Decimal:
    """Return how well a cue explains a question. A phrase that it does not explain and that means something counts."""
    left = [meaning for meaning in reading.meanings if not meaning & cue]
    allowed = SOFT_BESIDE_MEMBER if "MEMBER" in cue else SOFT
    soft = sum(bool(meaning & allowed) for meaning in left)
    return len(cue) - OTHER * (len(left) - soft) - SOFT_OTHER * soft


def find_topics(form: QuestionForm, reading: Reading) -> tuple[QuestionForm, ...]:
    """Return the forms that a question about the source of a figure is about."""
    if form.key != "source":
        return ()
    rest = reading.concepts - {"source"}
    return tuple(one for one in FORMS if one.source and any(cue <= rest for cue in one.cue_sets))


def _follow_up(
    question: str, reading: Reading, names: Mapping[tuple[str, ...], Member], earlier: Earlier
) -> Route | None:
    """Return what a short question means after another: "why?", "and at 67?", "what about bonds?"."""
    form = FORMS_BY_KEY.get(earlier.form)
    if form is None or len(reading.words) > MAX_FOLLOW_UP_WORDS or reading.unknown:
        return None
    if "why" in reading.concepts and not reading.members and not reading.concepts & {"changed", "since", "risk"}:
        return Route(form, asks_why=True, members=read_question(earlier.question, names).members)
    if not question.strip().casefold().startswith(FOLLOW_UP_OPENINGS):
        return None
    if not reading.concepts & SLOTS or reading.concepts - SLOTS - SOFT:
        return None
    if form.change and reading.amounts:
        return Route(form, members=reading.members, amounts=reading.amounts)
    if reading.members and form.member_picks:
        return Route(form, members=reading.members)
    return None
