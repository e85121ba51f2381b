"""The terms of agent runs: models, allowance, deadline, progress hooks and the tally of what was used."""

from dataclasses import dataclass, field
from math import inf
from typing import Any

from agents import RunHooks

from advisors.budget.allowance import Allowance
from advisors.budget.spending import ModelUsage
from advisors.llm import ModelConfig
from advisors.model_errors import ModelError


@dataclass
class UsageTally:
    """The usage of all runs under the same terms. models: those that answered. errors: of runs without an answer."""

    spent: ModelUsage = ModelUsage()
    models: list[str] = field(default_factory=list)
    errors: list[ModelError] = field(default_factory=list)
    tool_calls: int = 0

    def add(self, model: str, spent: ModelUsage) -> None:
        """Add a run that has ended, with or without an answer."""
        self.spent += spent
        if spent.requests and model not in self.models:
            self.models.append(model)


@dataclass(frozen=True)
class RunTerms:
    """The default is the built-in writer. deadline: by the event loop's clock, for requests to a model."""

    models: ModelConfig = ModelConfig()
    allowance: Allowance = field(default_factory=Allowance)
    hooks: RunHooks[Any] | None = None
    deadline: float = inf
    tally: UsageTally = field(default_factory=UsageTally)
