"""One run of one agent, the same way for all of them."""

from dataclasses import dataclass
from typing import Any

from agents import Agent, RunConfig, RunHooks, Runner

from advisors import llm
from advisors.builtin import Script

MAX_TURNS = 12


@dataclass(frozen=True)
class Ran:
    """What an agent answered, and what it cost. cost_usd: None where nobody knows the price."""

    output: Any
    tokens: int
    model: str


async def run(agent: Agent[Any], task: str, *, context: Any, script: Script, hooks: RunHooks[Any] | None) -> Ran:
    """Run the agent to its final output. The SDK's errors go through: the caller knows what a failure means."""
    role = str(agent.model)
    result = await Runner.run(
        agent, task, context=context, hooks=hooks, max_turns=MAX_TURNS,
        run_config=RunConfig(
            model_provider=llm.provider(role, script), workflow_name="Portfolio analysis",
            tool_not_found_behavior="return_error_to_model",
        ),
    )  # fmt: skip
    return Ran(result.final_output, result.context_wrapper.usage.total_tokens, llm.model_name(role))
