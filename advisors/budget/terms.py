"""On what terms agents run: who answers them, what it may cost, until when, and who hears of it."""

from dataclasses import dataclass, field
from math import inf
from typing import Any

from agents import RunHooks

from advisors.budget.allowance import Allowance
from advisors.budget.spending import ModelUsage
from advisors.errors import ModelError
from advisors.llm import ModelConfig


@dataclass
class UsageTally:
    """What the runs under these terms came to, a revision among them. models: who answered. failed: why runs ended
    without an answer."""

    spent: ModelUsage = ModelUsage()
    models: list[str] = field(default_factory=list)
    failed: list[ModelError] = field(default_factory=list)
    tool_calls: int = 0

    def add(self, model: str, spent: ModelUsage) -> None:
        """A run has ended, well or not."""
        self.spent += spent
        if spent.requests and model not in self.models:
            self.models.append(model)


@dataclass(frozen=True)
class RunTerms:
    """Without anything said: the built-in writer. deadline: by the event loop's clock, for requests to a model."""

    models: ModelConfig = ModelConfig()
    allowance: Allowance = field(default_factory=Allowance)
    hooks: RunHooks[Any] | None = None
    deadline: float = inf
    account: UsageTally = field(default_factory=UsageTally)
