"""The tools of a person's assistant. Their names, arguments and docstrings are what a language model reads."""

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from django.db import close_old_connections, connection
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import Field

from advisors.questions.changes import AskedKind
from analysis.assistants import limits, reading, starting
from analysis.assistants.answers import (
    AnalysisAnswer,
    CheckAnswer,
    CompareAnswer,
    ExplainAnswer,
    FactsAnswer,
    HoldingsAnswer,
    PlansAnswer,
    StartAnswer,
    WhatIfAnswer,
)
from analysis.assistants.finding import AssistantRefused
from analysis.database import db_async
from people import acting_as
from people.models import User

MAX_TEXT = 20_000
MAX_PAGE = 200
NO_ENGINE = "This server cannot run the plan engine. Use the command `manage.py mcp` where Alex is installed."

T = TypeVar("T")
Analysis = Annotated[str, Field(max_length=40, description="id of an analysis; empty for the last finished one")]
Offset = Annotated[int, Field(ge=0, le=100_000)]
Limit = Annotated[int, Field(ge=1, le=MAX_PAGE)]


class Tools:
    """The tools for one person. Each works in a transaction of this person and sees only their rows."""

    def __init__(self, user: User) -> None:
        self.user = user

    async def facts(
        self, analysis: Analysis = "", topic: Annotated[str, Field(max_length=40)] = "",
        search: Annotated[str, Field(max_length=100, description="words of the label or id")] = "",
        offset: Offset = 0, limit: Limit = 50,
    ) -> FactsAnswer:  # fmt: skip
        """List computed figures of an analysis, by topic or words, with the statements that Alex makes of them.

        Every figure was computed by code. Quote `text` and name the id. Do not compute new figures from them.
        """
        return await self._read(
            reading.read_facts, analysis=analysis, topic=topic, search=search, offset=offset, limit=limit
        )

    async def explain(self, fact: Annotated[str, Field(max_length=200)], analysis: Analysis = "") -> ExplainAnswer:
        """Explain one figure by the id of its fact: its formula, the figures it was computed from, and its date."""
        return await self._read(reading.explain_fact, analysis=analysis, fact=fact)

    async def holdings(self, analysis: Analysis = "", offset: Offset = 0, limit: Limit = 100) -> HoldingsAnswer:
        """List what is owned: each position and the cash of each account, with cost, value, gain and weight."""
        return await self._read(reading.read_holdings, analysis=analysis, offset=offset, limit=limit)

    async def what_if(
        self, change: AskedKind,
        amount: Annotated[float, Field(gt=0, le=1e9, allow_inf_nan=False, description=(
            "dollars a year (save_more), whole years (retire_later), percent (spend_less) or points (more_equity, "
            "less_equity)"
        ))],
        analysis: Analysis = "",
    ) -> WhatIfAnswer:  # fmt: skip
        """Project the plan again with one change, on the same simulated futures. Changes nothing."""

        def compute(user: User, **arguments: Any) -> WhatIfAnswer:
            from analysis.assistants.computing import try_change  # loads the engine

            return try_change(user, **arguments)

        return await self._compute(compute, analysis=analysis, change=change, amount=amount)

    async def rebalancing_plans(self, analysis: Analysis = "") -> PlansAnswer:
        """Return the advised trades and other ways to the same targets, or why no trades are advised."""
        return await self._read(reading.read_plans, analysis=analysis)

    async def get_analysis(self, analysis: Analysis = "") -> AnalysisAnswer:
        """Return the state of an analysis and, if it is finished, its letter, key figures and ranked actions."""
        return await self._read(reading.read_analysis, analysis=analysis)

    async def compare(self, other: Annotated[str, Field(max_length=40)], analysis: Analysis = "") -> CompareAnswer:
        """Say what changed between two analyses and why: market, money, holdings, plan and method add up."""

        def compute(user: User, **arguments: Any) -> CompareAnswer:
            from analysis.assistants.computing import compare_analyses  # loads the engine

            return compare_analyses(user, **arguments)

        return await self._compute(compute, analysis=analysis, other=other)

    async def check_text(
        self, text: Annotated[str, Field(min_length=1, max_length=MAX_TEXT)], analysis: Analysis = ""
    ) -> CheckAnswer:
        """Check every figure of a text about this person against the facts. Call it before you show such a text."""
        return await self._read(reading.check_own_text, analysis=analysis, text=text)

    async def start_analysis(
        self, kind: Annotated[str, Field(max_length=30)] = "portfolio_analysis",
        key: Annotated[str, Field(max_length=80, description="repeating a call with this key starts nothing")] = "",
    ) -> StartAnswer:  # fmt: skip
        """Start a new analysis of what is owned now. It takes a while: read its state with get_analysis.

        Ask the person before you call this: a language model may cost them money.
        """
        return await self._read(starting.start_analysis, kind=kind, key=key)

    async def read_report(self, analysis: str) -> str:
        return await self._read(reading.read_report, analysis=analysis)

    async def _read(self, function: Callable[..., T], **arguments: Any) -> T:
        """Run a function of rows in a transaction of the person, within the limit of calls."""

        def run() -> T:
            limits.count_call(self.user)
            with acting_as(self.user.pk):
                return function(self.user, **arguments)

        return await self._say_refusal(run)

    async def _compute(self, function: Callable[..., T], **arguments: Any) -> T:
        """Run a function that computes, outside a transaction, within the limits of calls and of computations."""

        def run() -> T:
            limits.count_call(self.user)
            limits.count_computation(self.user)
            try:
                return function(self.user, **arguments)
            except ModuleNotFoundError as error:
                if error.name not in ("numpy", "highspy"):
                    raise
                raise AssistantRefused(NO_ENGINE) from error

        return await self._say_refusal(run)

    async def _say_refusal(self, run: Callable[[], T]) -> T:
        def run_on_a_live_connection() -> T:
            if not connection.in_atomic_block:
                close_old_connections()  # a process on standard input may outlive its database's
            return run()

        try:
            return await db_async(run_on_a_live_connection)()
        except AssistantRefused as refused:
            raise ToolError(str(refused)) from refused
