"""The tool that agents look up facts with. It reads only the fact sheet of its own job."""

import json
from typing import Protocol

from agents import RunContextWrapper, function_tool

from advisors.safety.prompt_data import MAX_FACTS, clean_value, describe_facts
from advisors.writing.case import Situation


class HasSituation(Protocol):
    """A run's context with what this tool needs."""

    @property
    def situation(self) -> Situation: ...


@function_tool
async def look_up_facts(context: RunContextWrapper[HasSituation], topic: str) -> str:
    """The computed facts on one topic: id, what it says, its value as code prints it, and how sure it is.

    Args:
        topic: one of the topics named in the task.
    """
    sheet = context.context.situation.facts
    if topic not in sheet.topics:
        return json.dumps({"error": "There is no such topic.", "topics": list(sheet.topics)})
    facts = describe_facts(sheet.on(topic))
    left_out = len(facts) - MAX_FACTS
    answer = {"topic": topic, "facts": facts[:MAX_FACTS], **({"left_out": left_out} if left_out > 0 else {})}
    return json.dumps(clean_value(answer), ensure_ascii=False)
