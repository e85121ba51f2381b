"""An action: a recommendation as data, with what it changes, why, and in which words."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from advisors.actions.tiers import Tier
from advisors.claims.printing import Figure
from advisors.claims.statement import Mood, Slot, Statement
from advisors.claims.thresholds import CLEAR_ERRORS
from portfolios.facts.fact import Fact, Kind, Unit
from portfolios.facts.families import Family, Measure
from portfolios.valuation.snapshot import FrozenModel
from portfolios.valuation.value import ZERO

EffectMeasure = Literal[
    "success_points", "income_a_year", "dollars_a_year", "dollars_once", "share_points", "score_points",
    "years", "opens_projection", "none",
]  # fmt: skip
MAX_ID_LENGTH = 80
FIXED_LINE = "Educational only, not advice by a registered adviser. Check before you trade."
"""Every list of actions ends with it."""


class Effect(FrozenModel):
    """What an action changes. before, after: in percent, dollars, years or points of a score.

    error: the paired standard error of the difference. scenarios, seed: of the run; 0 if it is arithmetic.
    """

    measure: EffectMeasure = "none"
    before: Decimal | None = None
    after: Decimal | None = None
    error: Decimal | None = None
    scenarios: int = 0
    seed: int = 0

    @property
    def value(self) -> Decimal:
        """Return the difference, 0 if nothing was measured."""
        return ZERO if self.before is None or self.after is None else self.after - self.before

    @property
    def clear(self) -> bool:
        """Return whether the difference is more than chance. Arithmetic always is."""
        return not self.error or abs(self.value) > CLEAR_ERRORS * self.error


class Action(BaseModel):
    """The base of all kinds. Its fields are its arguments, and its id is made of its name and them.

    tier: where it ranks unless its case says otherwise. place: its order inside the tier, before effects decide.
    gives_data: it asks for data. fits_blind: it holds even if nearly nothing is classified. needs_projection,
    needs_clear_mix: what it is measured on. rests_on: the profile fields that must be confirmed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: ClassVar[str]
    tier: ClassVar[Tier]
    place: ClassVar[int] = 0
    gives_data: ClassVar[bool] = False
    fits_blind: ClassVar[bool] = False
    needs_projection: ClassVar[bool] = False
    needs_clear_mix: ClassVar[bool] = False
    rests_on: ClassVar[frozenset[str]] = frozenset()

    @property
    def arguments(self) -> tuple[str, ...]:
        values = self.model_dump().values()
        return tuple("_".join(value) if isinstance(value, tuple) else str(value) for value in values)

    @property
    def id(self) -> str:
        return re.sub(r"[^a-z0-9]+", "_", "_".join((self.name, *self.arguments)).lower()).strip("_")[:MAX_ID_LENGTH]

    @property
    def sold(self) -> frozenset[str]:
        """Return the keys of the holdings that it sells."""
        return frozenset()

    @property
    def bought(self) -> frozenset[str]:
        """Return the keys of the holdings that it buys."""
        return frozenset()

    @property
    def kept(self) -> frozenset[str]:
        """Return the keys of the holdings that must stay."""
        return frozenset()

    @property
    def spent(self) -> frozenset[str]:
        """Return the keys of the accounts whose cash it puts to use."""
        return frozenset()

    def say(self, phrasing: str, mood: Mood = "neutral", **slots: Slot) -> Statement:
        """Build one sentence, or two, about this action."""
        made = Statement(self.name, self.arguments, "", mood, (phrasing,), slots)
        ids = dict.fromkeys(figure.fact.id for figure in made.figures)
        return Statement(self.name, self.arguments, "", mood, (phrasing,), slots, tuple(ids))

    def figure(
        self, measure: Measure, value: Decimal | int, unit: Unit, label: str, formula: str, *, kind: Kind = "computed"
    ) -> Figure:  # fmt: skip
        """Return a figure that this action makes, with a fact of its own. formula: how it is computed, in words."""
        fact = Fact(
            family=Family.ACTION, measure=measure, of=self.id, subject=(self.name.replace("_", " "),), label=label,
            value=Decimal(value), unit=unit, kind=kind, formula=formula,
        )  # fmt: skip
        return Figure(fact)

    def part_figure(
        self, part: str, measure: Measure, value: Decimal | int, unit: Unit, label: str, formula: str
    ) -> Figure:  # fmt: skip
        """Return a figure on one part of this action, such as a trade, so that each part may have the same measure."""
        made = self.figure(measure, value, unit, label, formula)
        of = f"{self.id[: MAX_ID_LENGTH - len(part) - 1]}_{part}"
        return Figure(made.fact.model_copy(update={"of": of}))


@dataclass(frozen=True)
class Advised:
    """An action that this person is given. priority: 1 for the first of the list, 0 before it is ranked.

    group: the group that it is an option of. options: the members, if it is a group itself. is_remark: whether it is an
    option that helps less than all others, printed as a remark. rank: how much it helps, to order it inside its tier.
    """

    action: Action
    title: Statement
    reason: tuple[Statement, ...] = ()
    effect: Effect = Effect()
    warning: Statement | None = None
    options: tuple["Advised", ...] = ()
    group: str = ""
    is_remark: bool = False
    tier: Tier = Tier.TIDY
    rank: Decimal = ZERO
    priority: int = 0

    def in_currency(self, code: str) -> "Advised":
        """Return it with the money of its own figures in the currency of the person."""
        return replace(
            self,
            title=self.title.in_currency(code),
            reason=tuple(statement.in_currency(code) for statement in self.reason),
            warning=self.warning and self.warning.in_currency(code),
            options=tuple(option.in_currency(code) for option in self.options),
        )

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Return everything that is printed of it, in order."""
        options = tuple(statement for option in self.options for statement in option.statements)
        return (self.title, *self.reason, *options, *((self.warning,) if self.warning else ()))

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Return the facts of its figures, each once."""
        return unique_facts(figure.fact for statement in self.statements for figure in statement.figures)


def unique_facts(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    return tuple({fact.id: fact for fact in facts}.values())
