"""The answers of the tools: facts with their ids, and statements as code says them."""

from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from advisors.document.parts import Sentence
from portfolios.facts.fact import Fact
from portfolios.facts.formatting import format_fact


class Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SaidFact(Answer):
    """One figure. text: as Alex prints it. error: its standard error, in its unit. inputs: ids of facts."""

    id: str
    label: str
    topic: str
    text: str
    value: Decimal | None
    unit: str
    kind: str
    as_of: str | None = None
    formula: str = ""
    inputs: list[str] = []
    error: Decimal | None = None

    @classmethod
    def of(cls, fact: Fact) -> "SaidFact":
        return cls(
            id=fact.id, label=fact.label, topic=fact.topic, value=fact.value, unit=fact.unit, kind=fact.kind,
            text="unknown" if fact.value is None else format_fact(fact), formula=fact.formula, error=fact.error,
            as_of=fact.as_of.isoformat() if fact.as_of else None, inputs=list(fact.inputs),
        )  # fmt: skip


class SaidClaim(Answer):
    """One statement about the person. facts: ids of the figures it prints."""

    kind: str
    arguments: list[str]
    verdict: str
    text: str
    facts: list[str]

    @classmethod
    def of(cls, sentence: Sentence) -> "SaidClaim":
        return cls(
            kind=sentence.kind, arguments=list(sentence.arguments), verdict=sentence.verdict, text=sentence.text,
            facts=[figure.fact for figure in sentence.figures],
        )  # fmt: skip


class FactsAnswer(Answer):
    """total: how many facts fit; facts: those from `offset`. topics: all topics of the analysis."""

    analysis: str
    topics: list[str]
    total: int
    facts: list[SaidFact]
    claims: list[SaidClaim]


class ExplainAnswer(Answer):
    """inputs: the facts that the fact was computed from. claims: what Alex says with it."""

    analysis: str
    fact: SaidFact
    inputs: list[SaidFact]
    claims: list[SaidClaim]


class Holding(Answer):
    """Money in dollars, weight in percent of all money; None if unknown. Cash has no symbol."""

    account: str
    account_type: str
    symbol: str
    name: str
    quantity: Decimal | None
    price: Decimal | None
    value: Decimal | None
    cost: Decimal | None
    gain: Decimal | None
    weight: Decimal | None


class HoldingsAnswer(Answer):
    """taken_at: of these prices and holdings. currency: of all amounts. total: how many rows there are."""

    analysis: str
    taken_at: str
    currency: str
    value: Decimal
    total: int
    holdings: list[Holding]


class WhatIfAnswer(Answer):
    """words: why nothing can be said, empty otherwise."""

    analysis: str
    words: str
    claims: list[SaidClaim]
    facts: list[SaidFact]


class PlannedTrade(Answer):
    account: str
    side: str
    symbol: str
    quantity: Decimal
    dollars: Decimal
    reason: str


class PlanOfTrades(Answer):
    """name: minimal is the advised one."""

    name: str
    trades: list[PlannedTrade]


class PlansAnswer(Answer):
    """no_trades: why none are advised, empty if some are."""

    analysis: str
    no_trades: str
    plans: list[PlanOfTrades]


class StartAnswer(Answer):
    analysis: str
    status: str
    message: str


class AdvisedAction(Answer):
    priority: int
    title: str
    reason: str
    warning: str


class Progress(Answer):
    step: str
    status: str
    message: str


class AnalysisAnswer(Answer):
    """letter: Markdown. figures: the key figures by label. report: the address of the resource with the report."""

    analysis: str
    kind: str
    status: str
    message: str
    completed_at: str | None
    steps: list[Progress]
    letter: str
    figures: dict[str, str]
    actions: list[AdvisedAction]
    disclaimer: str
    report: str


class Contribution(Answer):
    """One part of a difference. within: its 95% range, empty if exact."""

    label: str
    text: str
    value: Decimal
    within: str
    is_noise: bool


class ComparedFigure(Answer):
    """before + parts = after, exactly."""

    label: str
    before: str
    after: str
    difference: str
    parts: list[Contribution]


class CompareAnswer(Answer):
    """earlier, later: ids of the analyses. changed: other facts that differ, with both values."""

    earlier: str
    later: str
    measures: list[ComparedFigure]
    changed: list[tuple[str, str, str]]


class WrittenFigure(Answer):
    """start, end: code points of the text. facts: ids it stands for. reason: why it stands for none."""

    text: str
    start: int
    end: int
    facts: list[str]
    reason: str


class CheckAnswer(Answer):
    analysis: str
    ok: bool
    figures: list[WrittenFigure]
