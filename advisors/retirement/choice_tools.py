"""The tools of the retirement agent that compare what a household can choose. They only read what code compared."""

import json
from typing import Any

from agents import function_tool
from agents.tool_context import ToolContext

from advisors.retirement.build_figures import round_significant
from advisors.retirement.scenarios.choices import HEIRS_RATE, ChoiceKind
from advisors.retirement.tools import Deps
from advisors.safety.prompt_data import clean_value

NOTE = (
    f"Medians in today's dollars. estate: money at the end, traditional money less {HEIRS_RATE:.0%} heirs' tax. "
    "pays_from: the plan year from which the money left stays more than as planned. An estimate, not tax advice."
)


@function_tool
async def compare_conversions(context: ToolContext[Deps]) -> str:
    """Compare Roth conversions before required distributions with the plan as it is, on the same scenarios."""
    return describe_choices(context.context, "conversion")


@function_tool
async def compare_orders(context: ToolContext[Deps]) -> str:
    """Compare the orders in which accounts are spent with the plan as it is, on the same scenarios."""
    return describe_choices(context.context, "order")


def describe_choices(deps: Deps, kind: ChoiceKind) -> str:
    """Return the compared rows as JSON, or why there are none."""
    choices = deps.base.stress_tests.choices if deps.base.stress_tests else None
    rows = choices.of(kind) if choices else []
    if not rows:
        return json.dumps({"error": "This person has no traditional money that makes it matter."})
    values: list[dict[str, Any]] = [round_significant(row.model_dump(exclude={"kind"}), 4) for row in rows]
    return json.dumps(clean_value({"rows": values, "note": NOTE}), ensure_ascii=False)
