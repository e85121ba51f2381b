"""One run of one agent, the same way for all of them."""

import json
from dataclasses import dataclass
from typing import Any

from agents import Agent, AgentsException, Model, ModelProvider, RunConfig, Runner, ToolErrorFormatterArgs
from pydantic import BaseModel

from advisors.budget.spending import Spent
from advisors.budget.terms import Terms
from advisors.errors import failure_of
from advisors.runtime.builtin import NAME, BuiltinModel, Script
from advisors.runtime.litellm import CarefulModel
from advisors.runtime.output import NotInShape, Patient
from advisors.safety.data import NOT_READ, asked_again
from advisors.tracing import recorder  # noqa: F401 without it the SDK posts every prompt to its maker
from advisors.tracing.events import decided


@dataclass(frozen=True)
class Ran:
    """What an agent answered, who answered, and what it cost."""

    output: Any
    model: str
    spent: Spent = Spent()


class OneModel(ModelProvider):
    """Whatever role the agent names, in this run it is played by this model."""

    def __init__(self, model: Model) -> None:
        self.model = model

    def get_model(self, model_name: str | None) -> Model:
        return self.model


async def run(agent: Agent[Any], task: str, *, context: Any, script: Script, terms: Terms | None = None) -> Ran:
    """Run the agent to its final output; a typed one that cannot be read is asked for once more, with the reason.

    ModelFailed where the model gave nothing. What it cost until then stands in the terms' account all the same.
    """
    terms = terms or Terms()
    name = terms.models.playing(str(agent.model))
    if not name:
        return Ran(await _answer(agent, task, context, BuiltinModel(script), terms), NAME)
    model: CarefulModel | None = None
    try:
        model = CarefulModel(name, terms)
        return Ran(await _readable(agent, task, context, model), name, model.spent)
    except AgentsException as error:
        failed = failure_of(error)
        terms.account.failed.append(failed)
        raise failed from error
    finally:
        terms.account.add(name, model.spent if model else Spent())


async def _readable(agent: Agent[Any], task: str, context: Any, model: CarefulModel) -> Any:
    try:
        return await _answer(agent, task, context, model, model.terms)
    except NotInShape as error:
        decided("Asked again: the answer could not be read", reason=error.reason)
        return await _answer(agent, f"{task}\n{asked_again(NOT_READ, error.reason)}", context, model, model.terms)


async def _answer(agent: Agent[Any], task: str, context: Any, model: Model, terms: Terms) -> Any:
    kind = agent.output_type
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        agent = agent.clone(output_type=Patient(kind))
    config = RunConfig(
        model_provider=OneModel(model), workflow_name="Portfolio analysis",
        tool_not_found_behavior="return_error_to_model", tool_error_formatter=_tool_error,
        model_settings=model.settings() if isinstance(model, CarefulModel) else None,
        tracing={"include_task_and_turn_spans": False},  # whose usage counts what others do at the same time
    )  # fmt: skip
    turns = terms.allowance.limits.turns
    result = await Runner.run(agent, task, context=context, hooks=terms.hooks, max_turns=turns, run_config=config)
    return result.final_output


def _tool_error(error: ToolErrorFormatterArgs[Any]) -> str:
    """As the tools themselves tell what is wrong."""
    unknown = error.kind == "tool_not_found"
    return json.dumps({"error": "There is no such tool." if unknown else "The tool cannot be used like this."})
