"""A comparison of two analyses, as it is stored and shown. It needs no engine."""

from decimal import Decimal
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict

from portfolios.facts.fact import Unit

MeasureName = Literal["worth", "chance", "income"]


class Factor(StrEnum):
    """What can differ between the inputs of two analyses, in the order in which they are shown."""

    MARKET = "market"
    MONEY = "money"
    HOLDINGS = "holdings"
    PLAN = "plan"


FACTOR_LABELS = {
    Factor.MARKET: "Market: the prices of what you held",
    Factor.MONEY: "Money added or taken out",
    Factor.HOLDINGS: "Holdings: what the same money is in, and where",
    Factor.PLAN: "Your plan, and the time that passed",
}
METHOD_LABEL = "Alex's assumptions and method"
INTERACTION_LABEL = "Together: what these add to each other"
NOISE_LABEL = "Rounding and simulation noise"
MEASURE_LABELS: dict[str, str] = {
    "worth": "What you own",
    "chance": "Chance that your money lasts",
    "income": "Spending a year with 90% confidence",
}


class Stored(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Effect(Stored):
    """What one factor alone does to a measure. error: its paired standard error, None where nothing is simulated."""

    factor: Factor
    value: Decimal
    error: Decimal | None = None


class MeasureComparison(Stored):
    """One measure in both analyses. method: earlier input computed anew, minus as it was stored.

    before + method + effects + interaction + noise = after, exactly.
    """

    name: MeasureName
    unit: Unit
    before: Decimal
    after: Decimal
    method: Decimal
    effects: tuple[Effect, ...]
    interaction: Decimal
    noise: Decimal

    @property
    def difference(self) -> Decimal:
        return self.after - self.before


class ChangedFact(Stored):
    """A fact with another value in the later analysis; None where it did not exist."""

    fact: str
    label: str
    unit: Unit
    before: Decimal | None
    after: Decimal | None


class Comparison(Stored):
    """measures: those that both analyses have. changed: the main facts that differ."""

    measures: tuple[MeasureComparison, ...]
    changed: tuple[ChangedFact, ...] = ()
