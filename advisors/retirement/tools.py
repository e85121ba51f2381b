"""The tool of the retirement agent: project the plan again with one change. It only reads."""

import asyncio
import json
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated, Any

from agents import Agent, AgentHooks, ModelResponse, RunContextWrapper, function_tool
from agents.tool_context import ToolContext
from openai.types.responses import ResponseFunctionToolCall

from advisors.claims.case import ClaimCase
from advisors.claims.sections import Section
from advisors.claims.thresholds import is_clear
from advisors.outline.menu import Menu, write_line
from advisors.retirement.facts.scenarios import change_key
from advisors.retirement.scenarios.baseline import WhatIf, project_what_if
from advisors.retirement.scenarios.change_kinds import CHANGES, ChangeKind
from advisors.safety.prompt_data import clean_value

MAX_WHAT_IFS = 12
WHAT_IF_TOOL = "what_if_changed"


@dataclass
class Deps:
    """The inputs of one run and its what-ifs.

    `call_ids`: the what-if calls in the order the model made them. `results`: each result by its place in that order.
    """

    base: ClaimCase
    sections: tuple[Section, ...]
    focus: str = ""
    call_ids: list[str] = field(default_factory=list)
    results: dict[int, WhatIf] = field(default_factory=dict)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)  # what-ifs share the draws, so only one runs at a time

    @property
    def what_ifs(self) -> list[WhatIf]:
        """Return the what-ifs of this run that were possible, in the order of the calls."""
        return [self.results[number] for number in sorted(self.results)]

    @property
    def case(self) -> ClaimCase:
        """Return the case with this run's what-ifs."""
        return self.base.with_what_ifs(self.what_ifs)

    @property
    def menu(self) -> Menu:
        return Menu(self.case, self.sections)

    def call_number(self, call_id: str) -> int:
        """Return the place of a call in the order of calls, from 1."""
        if call_id not in self.call_ids:
            self.call_ids.append(call_id)
        return self.call_ids.index(call_id) + 1


class CallOrderHooks(AgentHooks[Deps]):
    """Numbers the what-if calls of an answer before any of them starts."""

    async def on_llm_end(
        self, context: RunContextWrapper[Deps], agent: Agent[Deps] | Any, response: ModelResponse
    ) -> None:
        for item in response.output:
            if isinstance(item, ResponseFunctionToolCall) and item.name == WHAT_IF_TOOL:
                context.context.call_number(item.call_id)


def _describe_kinds() -> str:
    """Return the kinds of changes with the unit of each, for the model."""
    kinds_by_unit: dict[str, list[str]] = {}
    for kind, change in CHANGES.items():
        kinds_by_unit.setdefault(change.unit_label, []).append(kind)
    return ", ".join(f"{' or '.join(kinds)} ({unit})" for unit, kinds in kinds_by_unit.items()) + "."


@function_tool
async def what_if_changed(
    context: ToolContext[Deps], change: Annotated[ChangeKind, _describe_kinds()], amount: float
) -> str:
    """Project the plan again with one change, on the same scenarios.

    The lines say what was really changed, which may be less than what was asked for.

    Args:
        amount: how much, above zero.
    """
    deps = context.context
    number = deps.call_number(context.tool_call_id)
    if number > MAX_WHAT_IFS:
        return json.dumps({"error": "Enough changes have been tested. Write now."})
    try:
        async with deps.lock:
            deps.results[number] = await asyncio.to_thread(_project, deps.base, change, amount)
    except ValueError as error:
        return json.dumps({"error": str(error)})
    key, difference = change_key(deps.results[number]), deps.results[number].difference
    lines = [
        f"{write_line(statement)} = {statement.text()}"
        for statement in deps.menu.by_name.get("change", ())
        if key in statement.arguments
    ]
    is_different = is_clear(Decimal(difference.success), Decimal(difference.standard_error or 0))
    reply = {"change": change, "differs": is_different, "lines": lines}
    return json.dumps(clean_value(reply), ensure_ascii=False)


def _project(case: ClaimCase, change: ChangeKind, amount: float) -> WhatIf:
    """Return the what-if that code has projected already, or project it now. Raises ValueError."""
    assert case.baseline is not None
    found = next((one for one in case.what_ifs if (one.change, one.amount) == (change, amount)), None)
    return found or project_what_if(case.baseline, change, amount)
