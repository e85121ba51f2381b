"""What each step leaves on its row; a resumed run reads it back with the same class."""

from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict

from advisors.runtime.results import ActionDraft, ChartChoice, ConsultationPlan, Recommendation
from analysis.payloads import Action, Chart, KeyFigure
from portfolios.facts.fact import FactSheet
from portfolios.rebalancing.recommendation import RebalanceRecommendation


class Output(BaseModel):
    model_config = ConfigDict(extra="forbid")


class VerifiedOutput(Output):
    """figures: how many were checked. corrected: how many a revision had to put right. rewritten: by the built-in
    writer, because the model's text did not stand up."""

    figures: int = 0
    corrected: int = 0
    rewritten: bool = False
    model: str = ""


class PrepareOutput(Output):
    """prices: what became of them, in words. prices_failed: why they could not be brought up to date."""

    accounts: int
    holdings: int
    unclassified: list[str]
    prices: str = ""
    prices_failed: str = ""


class TagOutput(Output):
    classified: list[str]


class PlanOutput(VerifiedOutput):
    plan: ConsultationPlan


class ReportOutput(VerifiedOutput):
    """source: with references; content and recommendations: printed. advice_model: who wrote the recommendations."""

    source: str
    content: str
    recommendations: list[Recommendation]
    rewritten_sections: list[str] = []
    advice_model: str = ""


class ChartsOutput(VerifiedOutput):
    """choices: titles and descriptions with references; charts: printed, with their data."""

    charts: dict[str, Chart]
    choices: list[ChartChoice] = []


class RetirementOutput(VerifiedOutput):
    """facts: those of this run's what-ifs. figures of the engine: rounded to 8 significant digits."""

    source: str
    analysis: str
    facts: FactSheet
    levers: list[ActionDraft]
    engine: dict[str, Any]


class ConcludeOutput(VerifiedOutput):
    """source and drafts: the summary and the actions with references; content and actions: printed."""

    source: str = ""
    drafts: list[ActionDraft] = []
    content: str
    actions: list[Action]
    key_figures: list[KeyFigure] = []
    rebalancing: list[RebalanceRecommendation] = []


def round_significant(value: Any, digits: int = 8) -> Any:
    """Floats inside any JSON value, to so many significant digits: enough for people, the same on every processor."""
    if isinstance(value, float):
        return float(f"{value:.{digits}g}")
    if isinstance(value, dict):
        return {key: round_significant(item, digits) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [round_significant(item, digits) for item in value]
    return float(value) if isinstance(value, Decimal) else value
