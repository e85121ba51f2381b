"""One run of one agent, the same way for all of them."""

import json
from dataclasses import dataclass
from typing import Any

from agents import Agent, AgentsException, Model, ModelProvider, RunConfig, Runner, ToolErrorFormatterArgs
from pydantic import BaseModel

from advisors.budget.spending import ModelUsage
from advisors.budget.terms import RunTerms
from advisors.errors import convert_error
from advisors.runtime.builtin import BUILTIN_MODEL_NAME, BuiltinModel, BuiltinScript
from advisors.runtime.litellm import MeteredModel
from advisors.runtime.output import OutputParseError, TolerantOutputSchema
from advisors.safety.prompt_data import REVISE_UNREADABLE, format_revision_request
from advisors.tracing import recorder  # noqa: F401 without it the SDK posts every prompt to its maker
from advisors.tracing.events import record_decision


@dataclass(frozen=True)
class AgentRun:
    """What an agent answered, who answered, and what it cost."""

    output: Any
    model: str
    spent: ModelUsage = ModelUsage()


class FixedModelProvider(ModelProvider):
    """Whatever role the agent names, in this run it is played by this model."""

    def __init__(self, model: Model) -> None:
        self.model = model

    def get_model(self, model_name: str | None) -> Model:
        return self.model


async def run_agent(
    agent: Agent[Any], task: str, *, context: Any, script: BuiltinScript, terms: RunTerms | None = None
) -> AgentRun:
    """Run the agent to its final output; a typed one that cannot be read is asked for once more, with the reason.

    ModelFailed where the model gave nothing. What it cost until then stands in the terms' account all the same.
    """
    terms = terms or RunTerms()
    name = terms.models.model_for_role(str(agent.model))
    if not name:
        return AgentRun(await _run_once(agent, task, context, BuiltinModel(script), terms), BUILTIN_MODEL_NAME)
    model: MeteredModel | None = None
    try:
        model = MeteredModel(name, terms)
        return AgentRun(await _run_with_parse_retry(agent, task, context, model), name, model.spent)
    except AgentsException as error:
        failed = convert_error(error)
        terms.account.failed.append(failed)
        raise failed from error
    finally:
        terms.account.add(name, model.spent if model else ModelUsage())


async def _run_with_parse_retry(agent: Agent[Any], task: str, context: Any, model: MeteredModel) -> Any:
    try:
        return await _run_once(agent, task, context, model, model.terms)
    except OutputParseError as error:
        record_decision("Asked again: the answer could not be read", reason=error.reason)
        return await _run_once(
            agent, f"{task}\n{format_revision_request(REVISE_UNREADABLE, error.reason)}", context, model, model.terms
        )


async def _run_once(agent: Agent[Any], task: str, context: Any, model: Model, terms: RunTerms) -> Any:
    kind = agent.output_type
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        agent = agent.clone(output_type=TolerantOutputSchema(kind))
    config = RunConfig(
        model_provider=FixedModelProvider(model), workflow_name="Portfolio analysis",
        tool_not_found_behavior="return_error_to_model", tool_error_formatter=_format_tool_error,
        model_settings=model.settings() if isinstance(model, MeteredModel) else None,
        tracing={"include_task_and_turn_spans": False},  # whose usage counts what others do at the same time
    )  # fmt: skip
    turns = terms.allowance.limits.turns
    result = await Runner.run(agent, task, context=context, hooks=terms.hooks, max_turns=turns, run_config=config)
    return result.final_output


def _format_tool_error(error: ToolErrorFormatterArgs[Any]) -> str:
    """As the tools themselves tell what is wrong."""
    unknown = error.kind == "tool_not_found"
    return json.dumps({"error": "There is no such tool." if unknown else "The tool cannot be used like this."})
