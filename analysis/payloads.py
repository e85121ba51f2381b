"""The results of an analysis, exactly as pages and API show them. Money is a number here, shares are fractions."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from advisors.charter.catalogue import sort_by_series
from advisors.charter.chart import Chart
from advisors.retirement.figures import RetirementFigures
from portfolios.rebalancing.recommendation import RebalanceRecommendation


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


class RetirementPayload(RetirementFigures):
    """analysis: Markdown."""

    analysis: str
