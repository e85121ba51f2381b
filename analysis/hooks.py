"""What an agent is doing right now, written on its step when the SDK says so."""

import json
import logging
from typing import Any

from agents import RunHooks
from asgiref.sync import sync_to_async
from django.db import DatabaseError

from analysis import progress
from analysis.errors import LeaseLost
from analysis.lease import Lease

logger = logging.getLogger(__name__)

TOPIC_WORDS = {
    "worth": "what it is worth", "accounts": "the accounts", "asset_class": "asset classes", "regions": "regions",
    "sectors": "sectors", "targets": "your targets", "holdings": "the holdings", "concentration": "concentration",
    "costs": "costs", "data": "the data", "profile": "your profile", "retirement": "the projection",
}  # fmt: skip
CHANGE_WORDS = {
    "save_more": "saving more", "retire_later": "retiring later", "spend_less": "spending less",
    "more_equity": "more equity", "less_equity": "less equity",
}  # fmt: skip


class StepHooks(RunHooks[Any]):
    def __init__(self, lease: Lease, step: str) -> None:
        self.lease = lease
        self.step = step

    async def on_tool_start(self, context: Any, agent: Any, tool: Any) -> None:
        arguments = json.loads(getattr(context, "tool_arguments", "") or "{}")
        await self._say(words_for(tool.name, arguments))

    async def on_llm_start(self, context: Any, agent: Any, system_prompt: Any, input_items: Any) -> None:
        await self._say("Writing" if len(input_items) > 1 else "Thinking")

    async def _say(self, message: str) -> None:
        try:
            await sync_to_async(progress.say)(self.lease, self.step, message)
        except LeaseLost:
            pass  # the heartbeat ends the run; a hook is not the place to
        except DatabaseError:
            logger.warning("Progress of job %s could not be written.", self.lease.job_id, exc_info=True)


def words_for(tool: str, arguments: dict[str, Any]) -> str:
    if tool == "look_up_facts":
        return f"Looking up {TOPIC_WORDS.get(str(arguments.get('topic')), 'facts')}"
    if tool == "what_if_changed":
        return f"Testing {CHANGE_WORDS.get(str(arguments.get('change')), 'a change')}"
    return "Working"
