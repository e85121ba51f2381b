"""What an analysis gives people, exactly as page and API show it. Money is a number here, shares are fractions."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from advisors.charter.catalogue import sort_by_series
from advisors.charter.chart import Chart
from portfolios.rebalancing.recommendation import RebalanceRecommendation
from portfolios.valuation.value import Number


class Payload(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ReportPayload(Payload):
    content: str
    generated_at: datetime
    model: str
    figures_checked: int
    figures_corrected: int
    sections_rewritten: list[str] = []
    grade: str | None = None


class Impact(Payload):
    fact: str
    text: str


class Action(Payload):
    title: str
    reason: str
    impact: list[Impact] = []
    priority: int


class KeyFigure(Payload):
    """formula: how it is computed, in words."""

    fact: str
    label: str
    text: str
    formula: str = ""


class SummaryPayload(Payload):
    """rebalancing: the three plans, where there are targets to come back to."""

    content: str
    actions: list[Action] = []
    key_figures: list[KeyFigure] = []
    rebalancing: list[RebalanceRecommendation] = []


ChartsPayload = Annotated[
    dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")], Chart], AfterValidator(sort_by_series)
]


class RetirementPayload(BaseModel):
    """analysis: Markdown. The engine's own figures stand beside it under its own names."""

    model_config = ConfigDict(extra="allow")

    analysis: str
    success_probability: Number | None = None
    standard_error: Number | None = None
    estimated_income: Number | None = None
    fan: dict[str, Any] | None = None
