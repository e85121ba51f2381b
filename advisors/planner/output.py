"""The outputs of the planner's steps as they are stored: preparation, plan and conclusion."""

from collections.abc import Sequence
from typing import Any

from pydantic import Field, model_validator

from advisors.actions.action import Effect
from advisors.document.document import Letter
from advisors.document.markdown import sentences_to_markdown
from advisors.document.parts import Sentence
from advisors.document.printed_action import PrintedAction
from advisors.planner.spec import CONCLUDE, PLAN, PREPARE
from advisors.runtime.results import ConsultationPlan
from advisors.runtime.step_output import Output, VerifiedOutput
from portfolios.facts.fact import Fact, FactSheet
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
    """What an action of an earlier version is worth: the id of a fact, and its label with its figure."""

    fact: str
    text: str


class Action(Output):
    """One action of the list, as pages and API show it. priority: 1 comes first. reason: Markdown.

    options: the titles of the members of a group. kind and what follows it are empty in analyses of earlier versions.
    """

    title: str
    reason: str
    impact: list[Impact] = Field(default_factory=list)
    priority: int
    id: str = ""
    kind: str = ""
    arguments: tuple[str, ...] = ()
    tier: str = ""
    options: list[str] = Field(default_factory=list)
    warning: str = ""
    effect: Effect | None = None

    @classmethod
    def from_printed(cls, printed: PrintedAction) -> "Action":
        return cls(
            title=printed.title.text, reason=sentences_to_markdown(printed.reason), priority=printed.priority,
            id=printed.id, kind=printed.kind, arguments=printed.arguments, tier=printed.tier,
            options=[option.title.text for option in printed.options],
            warning=printed.warning.text if printed.warning else "", effect=printed.effect,
        )  # fmt: skip


class KeyFigure(Output):
    """A figure beside the summary. formula: how it is computed."""

    fact: str
    label: str
    text: str
    formula: str = ""


class ConcludeOutput(VerifiedOutput):
    """letter, actions: printed. facts: the figures that the actions made. no_trades: why rebalancing is empty.

    statements: everything that can be said of the person, for answers to questions; empty in earlier analyses.
    """

    letter: Letter = Letter()
    printed_actions: tuple[PrintedAction, ...] = ()
    actions: list[Action]
    facts: FactSheet = FactSheet()
    key_figures: list[KeyFigure] = Field(default_factory=list)
    rebalancing: list[RebalanceRecommendation] = Field(default_factory=list)
    no_trades: str = ""
    statements: tuple[Sentence, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _read_earlier_version(cls, data: Any) -> Any:
        """Read what an earlier version stored: a summary as text, with its drafts."""
        if not isinstance(data, dict) or "content" not in data:
            return data
        kept = {name: value for name, value in data.items() if name in cls.model_fields}
        return {**kept, "earlier_text": data["content"]}

    def describe(self) -> str:
        return ". ".join(filter(None, (f"{len(self.actions)} actions", self.lines.describe())))

    def list_facts(self) -> Sequence[Fact]:
        return self.facts.facts


OUTPUTS = {PREPARE.name: PrepareOutput, PLAN.name: PlanOutput, CONCLUDE.name: ConcludeOutput}
