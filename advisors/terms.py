"""On what terms agents run: who answers them, what it may cost, until when, and who hears of it."""

from dataclasses import dataclass, field
from math import inf
from typing import Any

from agents import RunHooks

from advisors.allowance import Allowance, Spent
from advisors.failures import ModelFailed
from advisors.llm import Models


@dataclass
class Account:
    """What the runs under these terms came to. failed: why runs ended without an answer."""

    spent: Spent = Spent()
    failed: list[ModelFailed] = field(default_factory=list)


@dataclass(frozen=True)
class Terms:
    """Without anything said: the built-in writer. deadline: by the event loop's clock, for requests to a model."""

    models: Models = Models()
    allowance: Allowance = field(default_factory=Allowance)
    hooks: RunHooks[Any] | None = None
    deadline: float = inf
    account: Account = field(default_factory=Account)
