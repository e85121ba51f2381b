"""Store progress messages: what an agent is doing now, as the SDK reports it."""

import json
import logging
from typing import Any

from agents import RunHooks
from asgiref.sync import sync_to_async
from django.db import DatabaseError

from advisors.retirement.scenarios.change_kinds import CHANGES
from analysis.jobs import progress
from analysis.jobs.errors import LeaseLost
from analysis.jobs.lease import Lease

logger = logging.getLogger(__name__)

MAX_KEY_LENGTH = 100
WHAT_IF_TOOL = "what_if_changed"
CHANGE_LABELS: dict[str, str] = {key: change.progress for key, change in CHANGES.items()}


class StepHooks(RunHooks[Any]):
    """Store one message when a run starts, and two for each tool call: at its start and at its end."""

    def __init__(self, lease: Lease, step: str) -> None:
        self.lease = lease
        self.step = step

    async def on_agent_start(self, context: Any, agent: Any) -> None:
        await self._update_message("Choosing what to say")

    async def on_tool_start(self, context: Any, agent: Any, tool: Any) -> None:
        is_what_if = tool.name == WHAT_IF_TOOL
        said = f"Testing {_describe_change(context)}" if is_what_if else "Searching the library"
        await self._update_message(said, _call_key(context, tool))

    async def on_tool_end(self, context: Any, agent: Any, tool: Any, result: Any) -> None:
        is_what_if = tool.name == WHAT_IF_TOOL
        done = f"Tested {_describe_change(context)}" if is_what_if else "Searched the library"
        await self._update_message(done, _call_key(context, tool))

    async def _update_message(self, message: str, key: str = "") -> None:
        try:
            await sync_to_async(progress.update_message)(self.lease, self.step, message, key)
        except LeaseLost:
            pass  # the heartbeat ends the run, not a hook
        except DatabaseError:
            logger.warning("Progress of job %s could not be written.", self.lease.job_id, exc_info=True)


def _call_key(context: Any, tool: Any) -> str:
    """Return what names one tool call: the id that the model gave it, else the tool."""
    return f"{tool.name} {getattr(context, 'tool_call_id', '')}"[:MAX_KEY_LENGTH]


def _describe_change(context: Any) -> str:
    """Return the label of the change that a what-if tests. A model wrote the arguments, so they may be anything."""
    try:
        arguments = json.loads(getattr(context, "tool_arguments", None) or "{}")
    except ValueError:
        arguments = {}
    change = arguments.get("change") if isinstance(arguments, dict) else None
    return CHANGE_LABELS.get(change, "a change") if isinstance(change, str) else "a change"
