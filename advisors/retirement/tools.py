"""What the retirement agent may do: run the projection again with one thing changed. Nothing is written anywhere."""

import asyncio
import json
from dataclasses import dataclass, field

from agents import RunContextWrapper, function_tool

from advisors.printing import show
from advisors.retirement.outlook import Change, Outlook, WhatIf, what_if
from advisors.retirement.what_if_facts import is_significant, what_if_facts
from advisors.situation import Situation
from portfolios.facts import FactSheet

MOST_TRIES = 12


@dataclass
class Deps:
    """tried: what this run has asked so far, with the facts that came of it."""

    situation: Situation
    outlook: Outlook
    focus: str = ""
    tried: list[tuple[WhatIf, FactSheet]] = field(default_factory=list)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)  # one at a time: the order decides the facts' ids

    @property
    def facts(self) -> FactSheet:
        """The job's sheet and this run's own."""
        return self.situation.facts.joined(fact for _, sheet in self.tried for fact in sheet.facts)


@function_tool
async def what_if_changed(context: RunContextWrapper[Deps], change: Change, amount: float) -> str:
    """Project the plan again with one change, on the same simulated futures.

    Args:
        change: save_more (dollars a year), retire_later (years), spend_less (per cent), more_equity or less_equity
            (points of the mix).
        amount: how much, above zero.
    """
    deps = context.context
    if not 0 < amount < 1e9 or (change == "spend_less" and amount > 100):
        return json.dumps({"error": "The amount must be above zero and sensible for the change."})
    async with deps.turn:
        if len(deps.tried) >= MOST_TRIES:
            return json.dumps({"error": "Enough has been tried; write now."})
        try:
            tried = await asyncio.to_thread(what_if, deps.outlook, change, amount)
        except ValueError as error:
            return json.dumps({"error": str(error)})
        sheet = what_if_facts(deps.outlook, tried, len(deps.tried) + 1)
        deps.tried.append((tried, sheet))
    return json.dumps(
        {
            "change": change,
            "differs": is_significant(tried),
            "facts": [{"id": f.id, "label": f.label, "about": f.subject, "shown_as": show(f)} for f in sheet.facts],
        }
    )
