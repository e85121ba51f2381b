"""On what terms agents run: who answers them, what it may cost, until when, and who hears of it."""

from dataclasses import dataclass, field
from math import inf
from typing import Any

from agents import RunHooks

from advisors.budget.allowance import Allowance
from advisors.budget.spending import Spent
from advisors.errors import ModelFailed
from advisors.llm import Models


@dataclass
class Account:
    """What the runs under these terms came to, a revision among them. models: who answered. failed: why runs ended
    without an answer."""

    spent: Spent = Spent()
    models: list[str] = field(default_factory=list)
    failed: list[ModelFailed] = field(default_factory=list)
    tool_calls: int = 0

    def add(self, model: str, spent: Spent) -> None:
        """A run has ended, well or not."""
        self.spent += spent
        if spent.requests and model not in self.models:
            self.models.append(model)


@dataclass(frozen=True)
class Terms:
    """Without anything said: the built-in writer. deadline: by the event loop's clock, for requests to a model."""

    models: Models = Models()
    allowance: Allowance = field(default_factory=Allowance)
    hooks: RunHooks[Any] | None = None
    deadline: float = inf
    account: Account = field(default_factory=Account)
