"""Read the change of the plan that a what-if asks for. It knows no engine, so pages can use it too."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from advisors.questions.amounts import Amount
from advisors.questions.answer import Answer
from portfolios.currencies import name_currency
from portfolios.facts.fact import FactSheet
from portfolios.facts.families import Family, Measure
from portfolios.valuation.portfolio import fact_key

AskedKind = Literal["save_more", "retire_later", "spend_less", "more_equity", "less_equity"]
HUNDRED = Decimal(100)
UNCLEAR = {
    "save_more": ("How much more?", ("What if I save $100 a month more?", "What if I save $300 a month more?",
                                     "What if I save $500 a month more?", "What would it take to be 90% sure?")),
    "retire_later": ("How much later?", ("What if I retire 1 year later?", "What if I retire 2 years later?",
                                         "When can I retire?")),
    "spend_less": ("How much less?", ("What if I spend 5% less?", "What if I spend 10% less?",
                                      "What if I spend 20% less?")),
    "more_equity": ("How many points more?", ("What if I held 10 points more in stocks?",
                                              "What if I held 20 points more in stocks?")),
    "less_equity": ("How many points less?", ("What if I held 10 points less in stocks?",
                                              "What if I held 20 points less in stocks?")),
}  # fmt: skip
"""The one question back where a what-if has no amount, with its chips."""


@dataclass(frozen=True)
class AskedChange:
    """A change to project. amount: in the unit of the kind: money a year, years, per cent or points."""

    kind: AskedKind
    amount: float

    @property
    def key(self) -> str:
        """Return the member that the facts of this what-if are about."""
        return fact_key(f"{self.kind}_{self.amount:.10g}")

    @property
    def chips(self) -> tuple[str, ...]:
        others = [chips[1] for kind, (_, chips) in UNCLEAR.items() if kind != self.kind]
        return ("Why?", *others)[:4]


def read_change(kind: str, amounts: tuple[Amount, ...], facts: FactSheet) -> AskedChange | Answer:
    """Return the change that is asked for, or the question back where its amount is not clear."""
    assert kind in UNCLEAR
    read = {"save_more": read_saving, "retire_later": read_years, "spend_less": read_spending}.get(kind, read_points)
    amount = read(amounts, facts) if len(amounts) == 1 else None
    if foreign := next((one for one in amounts if not one.is_in(facts.currency)), None):
        words = f"Your plan counts in {name_currency(facts.currency)}, and {foreign.text} is another currency."
        return Answer(kind="unclear", form=kind, words=words, chips=UNCLEAR[kind][1])
    if isinstance(amount, str):
        return Answer(kind="unsayable", form=kind, words=amount, chips=UNCLEAR[kind][1])
    if amount is None or amount <= 0:
        words, chips = UNCLEAR[kind]
        return Answer(kind="unclear", form=kind, words=words, chips=chips)
    return AskedChange(kind, float(amount))  # type: ignore[arg-type]


def read_saving(amounts: tuple[Amount, ...], facts: FactSheet) -> Decimal | None:
    """Return the money a year to save more; of a percentage, that of the saving now."""
    amount = amounts[0]
    if amount.unit == "percent":
        saved = facts.one(Family.PROFILE, Measure.ANNUAL_CONTRIBUTION)
        return None if saved is None or saved.value is None else saved.value * amount.value / HUNDRED
    return amount.yearly if amount.unit in ("dollars", "number") else None


def read_years(amounts: tuple[Amount, ...], facts: FactSheet) -> Decimal | str | None:
    """Return the years to work longer, also from an age; words where the change cannot be tested."""
    amount = amounts[0]
    if amount.unit == "years":
        return amount.value
    planned = facts.one(Family.PROFILE, Measure.RETIREMENT_AGE)
    if amount.unit not in ("age", "number") or planned is None or planned.value is None:
        return None
    if amount.value == planned.value:
        return "That is the age at which you plan to retire."
    if amount.value < planned.value:
        return "I can only test retiring later. Change your plan to see an earlier age."
    return amount.value - planned.value


def read_spending(amounts: tuple[Amount, ...], facts: FactSheet) -> Decimal | str | None:
    """Return the percent to spend less, also from an amount; words where the change cannot be tested."""
    amount = amounts[0]
    if amount.unit == "percent":
        return amount.value
    goal = facts.one(Family.PROFILE, Measure.INCOME_GOAL)
    if amount.unit not in ("dollars", "number") or goal is None or not goal.value:
        return None
    wanted = amount.yearly
    if wanted >= goal.value:
        return "I can only test spending less. Change your plan to see a higher goal."
    return HUNDRED * (1 - wanted / goal.value)


def read_points(amounts: tuple[Amount, ...], facts: FactSheet) -> Decimal | None:
    """Return the percentage points to hold more or less in stocks."""
    return amounts[0].value if amounts[0].unit in ("percent", "number") else None
