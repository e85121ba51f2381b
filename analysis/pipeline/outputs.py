"""What the steps around the specialists leave on their rows; a resumed run reads it back with the same class."""

from pydantic import Field

from advisors.runtime.results import ActionDraft, ConsultationPlan
from advisors.runtime.step_output import Output, VerifiedOutput
from analysis.payloads import Action, KeyFigure
from portfolios.rebalancing.recommendation import RebalanceRecommendation


class PrepareOutput(Output):
    """prices: what became of them, in words. prices_failed: why they could not be brought up to date."""

    accounts: int
    holdings: int
    unclassified: list[str]
    prices: str = ""
    prices_failed: str = ""

    def describe(self) -> str:
        parts = [f"{self.accounts} accounts", f"{self.holdings} holdings"]
        parts += [f"{len(self.unclassified)} to classify"] if self.unclassified else []
        parts += [self.prices] if self.prices else []
        return ", ".join(parts) + (f". No newer prices: {self.prices_failed}" if self.prices_failed else "")


class TagOutput(Output):
    classified: list[str]


class PlanOutput(VerifiedOutput):
    plan: ConsultationPlan


class ConcludeOutput(VerifiedOutput):
    """source and drafts: the summary and the actions with references; content and actions: printed."""

    source: str = ""
    drafts: list[ActionDraft] = Field(default_factory=list)
    content: str
    actions: list[Action]
    key_figures: list[KeyFigure] = Field(default_factory=list)
    rebalancing: list[RebalanceRecommendation] = Field(default_factory=list)

    def describe(self) -> str:
        return f"{len(self.actions)} actions"
