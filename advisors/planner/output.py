"""The outputs of the planner's steps as they are stored: preparation, plan and conclusion."""

from pydantic import Field

from advisors.planner.spec import CONCLUDE, PLAN, PREPARE
from advisors.runtime.results import ActionDraft, ConsultationPlan
from advisors.runtime.step_output import Output, VerifiedOutput
from portfolios.facts.fact import FactSheet
from portfolios.facts.formatting import format_fact
from portfolios.rebalancing.recommendation import RebalanceRecommendation


class PrepareOutput(Output):
    """prices: what happened to the prices. prices_failed: why they could not be updated."""

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


class PlanOutput(VerifiedOutput):
    plan: ConsultationPlan


class Impact(Output):
    """What an action is worth: the id of a fact, and its label with its figure."""

    fact: str
    text: str


class Action(Output):
    """One ranked action. priority: 1 comes first."""

    title: str
    reason: str
    impact: list[Impact] = Field(default_factory=list)
    priority: int

    @classmethod
    def from_draft(cls, draft: ActionDraft, facts: FactSheet, *, priority: int) -> "Action":
        """Build an action with the figures of the draft's known facts."""
        known = [facts[fact_id] for fact_id in draft.impact if fact_id in facts and facts[fact_id].value is not None]
        impact = [Impact(fact=fact.id, text=f"{fact.label}: {format_fact(fact)}") for fact in known]
        return cls(title=draft.title, reason=draft.reason, impact=impact, priority=priority)


class KeyFigure(Output):
    """A figure beside the summary. formula: how it is computed."""

    fact: str
    label: str
    text: str
    formula: str = ""


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


OUTPUTS = {PREPARE.name: PrepareOutput, PLAN.name: PlanOutput, CONCLUDE.name: ConcludeOutput}
