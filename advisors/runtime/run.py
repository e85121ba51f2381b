"""Run one agent, the same way for all of them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from agents import Agent, AgentsException, Model, ModelProvider, RunConfig, Runner, RunResult
from pydantic import BaseModel

from advisors.budget.spending import ModelUsage
from advisors.budget.terms import RunTerms
from advisors.model_errors import convert_error
from advisors.runtime.builtin import BUILTIN_MODEL_NAME, BuiltinModel, BuiltinScript
from advisors.runtime.litellm import MeteredModel
from advisors.runtime.output import OutputParseError, TolerantOutputSchema
from advisors.safety.prompt_data import REVISE_UNREADABLE, clean_value, format_revision_request
from advisors.tracing import recorder  # noqa: F401 without it the SDK sends every prompt to OpenAI
from advisors.tracing.events import record_decision

TOOL_ERRORS: dict[str, str] = {"tool_not_found": "There is no such tool."}
MAX_CONVERSATION_CHARACTERS = 1_000_000
INVALID_CALL = "The tool cannot be used like this."


@dataclass(frozen=True)
class AgentRun:
    """An agent's answer, the model that gave it, and its usage.

    conversation: everything until the answer, to go on from.
    """

    output: Any
    model: str
    spent: ModelUsage = ModelUsage()
    conversation: tuple[Any, ...] = ()


class FixedModelProvider(ModelProvider):
    """Provides the same model for every role."""

    def __init__(self, model: Model) -> None:
        self.model = model

    def get_model(self, model_name: str | None) -> Model:
        return self.model


async def run_agent(
    agent: Agent[Any], task: str, *, context: Any, script: BuiltinScript, terms: RunTerms | None = None,
    conversation: Sequence[Any] = (),
) -> AgentRun:  # fmt: skip
    """Run the agent to its final output. If a typed answer cannot be parsed, ask once more.

    conversation: what was said before the task; the task then goes on with it.
    Raises ModelError if the model gave none. The cost until then is in the tally of the terms in any case.
    """
    terms = terms or RunTerms()
    name = terms.models.model_for_role(str(agent.model))
    if not name:
        result = await _run_once(agent, _add_task(conversation, task), context, BuiltinModel(script), terms)
        return AgentRun(result.final_output, BUILTIN_MODEL_NAME, conversation=tuple(result.to_input_list()))
    model: MeteredModel | None = None
    try:
        model = MeteredModel(name, terms)
        try:
            result = await _run_once(agent, _add_task(conversation, task), context, model, terms)
        except OutputParseError as error:
            record_decision("Asked again: the answer could not be read", reason=error.reason)
            revision = format_revision_request(REVISE_UNREADABLE, error.reason)
            result = await _run_once(agent, f"{task}\n{revision}", context, model, terms)
        return AgentRun(result.final_output, name, model.spent, tuple(result.to_input_list()))
    except AgentsException as error:
        model_error = convert_error(error)
        terms.tally.errors.append(model_error)
        raise model_error from error
    finally:
        terms.tally.add(name, model.spent if model else ModelUsage())


def _add_task(conversation: Sequence[Any], task: str) -> str | list[Any]:
    """Return the task with what came before it. An answer may hold half a character, which no request can hold."""
    before = [clean_value(message, MAX_CONVERSATION_CHARACTERS) for message in conversation]
    return [*before, {"role": "user", "content": task}] if before else task


async def _run_once(agent: Agent[Any], task: str | list[Any], context: Any, model: Model, terms: RunTerms) -> RunResult:
    output_type = agent.output_type
    if isinstance(output_type, type) and issubclass(output_type, BaseModel):
        agent = agent.clone(output_type=TolerantOutputSchema(output_type))
    config = RunConfig(
        model_provider=FixedModelProvider(model), workflow_name="Portfolio analysis",
        tool_not_found_behavior="return_error_to_model",
        tool_error_formatter=lambda error: json.dumps({"error": TOOL_ERRORS.get(error.kind, INVALID_CALL)}),
        model_settings=model.build_model_settings() if isinstance(model, MeteredModel) else None,
        tracing={"include_task_and_turn_spans": False},  # their usage includes other agents' parallel requests
    )  # fmt: skip
    turns = terms.allowance.limits.turns
    return await Runner.run(agent, task, context=context, hooks=terms.hooks, max_turns=turns, run_config=config)
