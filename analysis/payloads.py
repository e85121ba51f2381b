"""The request and the results of a job, as pages and API show them. Money is a number here, shares are fractions."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from advisors.actions.action import FIXED_LINE
from advisors.charter.catalogue import sort_by_series
from advisors.charter.chart import Chart
from advisors.document.document import Document
from advisors.planner.output import Action, KeyFigure
from advisors.retirement.figures import RetirementFigures
from advisors.runtime.step_output import LineCounts
from portfolios.rebalancing.recommendation import RebalanceRecommendation


class Payload(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AnalysisRequest(Payload):
    """The options of a job. There are none yet."""


class ReportPayload(Payload):
    """content: Markdown. document: the same, typed; None in analyses of earlier versions. lines: of all outlines."""

    content: str
    document: Document | None = None
    generated_at: datetime
    model: str
    figures_checked: int
    figures_corrected: int
    lines: LineCounts = LineCounts()
    sections_rewritten: list[str] = []
    grade: str | None = None


class SummaryPayload(Payload):
    """rebalancing: the advised trades ("minimal") and up to two other ways to the same targets.

    no_trades: why there are none. Both are empty in analyses of earlier versions without targets.
    """

    content: str
    actions: list[Action] = []
    key_figures: list[KeyFigure] = []
    rebalancing: list[RebalanceRecommendation] = []
    no_trades: str = ""
    disclaimer: str = FIXED_LINE

    @property
    def advises_trades(self) -> bool:
        """Return whether a recommendation is to make the trades of the plan "minimal"."""
        return any(action.kind == "rebalance" for action in self.actions)


ChartsPayload = Annotated[
    dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")], Chart], AfterValidator(sort_by_series)
]


class MadeWith(Payload):
    """What the figures of an analysis depend on besides its snapshot: versions, seed and assumptions.

    paths: simulations. assumptions: the digest of the stored assumptions and laws. assumptions_date: as they say it.
    """

    engine: int
    numpy: str
    python: str
    seed: int
    paths: int
    assumptions: str
    assumptions_date: str


class LogLine(Payload):
    """One thing that an agent does or did, in words. ended_at: None while it does it. key: of a tool call, or empty."""

    text: str
    at: datetime
    ended_at: datetime | None = None
    key: str = ""


class RetirementPayload(RetirementFigures):
    """analysis: Markdown."""

    analysis: str
    disclaimer: str = FIXED_LINE
