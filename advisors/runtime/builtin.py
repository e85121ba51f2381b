"""The built-in writer as a model of the Agents SDK: no network, no key, the same answer for the same facts.

It plays one run of one agent: first the tool calls its script asks for, all in one turn, then the answer that the
agent's own pure writer makes of their results. The real tool loop, hooks and traces of the SDK run around it.
"""

import json
import time
import uuid
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from agents import Model, ModelResponse, ModelSettings, ModelTracing, Usage
from agents.tracing import generation_span
from openai.types.responses import (
    Response,
    ResponseCompletedEvent,
    ResponseFunctionToolCall,
    ResponseOutputMessage,
    ResponseOutputText,
)

from advisors.budget.spending import Spent
from advisors.llm import WRITER
from advisors.tracing import spans

NAME = WRITER
FREE_OF_CHARGE = Spent(requests=1)
Results = Mapping[str, list[Any]]
"""What the tools answered, by tool name, in the order of the calls."""


@dataclass(frozen=True)
class Call:
    tool: str
    arguments: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Script:
    """answer: given the tools' results, the final text (Markdown, or JSON where the agent's output is typed)."""

    answer: Callable[[Results], str]
    calls: tuple[Call, ...] = ()


class BuiltinModel(Model):
    def __init__(self, script: Script) -> None:
        self.script = script

    async def get_response(  # noqa: PLR0913 the SDK's signature
        self,
        system_instructions: str | None,
        input: Any,
        model_settings: ModelSettings,
        tools: list[Any],
        output_schema: Any,
        handoffs: list[Any],
        tracing: ModelTracing,
        *,
        previous_response_id: str | None = None,
        conversation_id: str | None = None,
        prompt: Any = None,
    ) -> ModelResponse:
        with generation_span(model=NAME, disabled=tracing.is_disabled()) as span:
            results = _results(input)
            if self.script.calls and not results:
                output: list[Any] = [_call(call) for call in self.script.calls]
            else:
                output = [_message(self.script.answer(results))]
            usage = Usage(requests=1)  # nothing is tokenized, nothing is paid
            spans.answered(span, output, FREE_OF_CHARGE)
            return ModelResponse(output=output, usage=usage, response_id=None)

    async def stream_response(self, *args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        answered = await self.get_response(*args, **kwargs)
        whole = Response(
            id=f"resp_{uuid.uuid4().hex}", created_at=time.time(), model=NAME, object="response",
            output=answered.output, tool_choice="auto", tools=[], parallel_tool_calls=True, status="completed",
        )  # fmt: skip
        yield ResponseCompletedEvent(type="response.completed", response=whole, sequence_number=0)


def _results(conversation: Any) -> dict[str, list[Any]]:
    items = [] if isinstance(conversation, str) else list(conversation)
    names = {item["call_id"]: item["name"] for item in items if item.get("type") == "function_call"}
    results: dict[str, list[Any]] = {}
    for item in items:
        if item.get("type") == "function_call_output":
            results.setdefault(names[item["call_id"]], []).append(_decoded(item["output"]))
    return results


def _decoded(output: Any) -> Any:
    try:
        return json.loads(output)
    except (TypeError, ValueError):
        return output


def _call(call: Call) -> ResponseFunctionToolCall:
    return ResponseFunctionToolCall(
        type="function_call", id=f"fc_{uuid.uuid4().hex}", call_id=f"call_{uuid.uuid4().hex}", name=call.tool,
        arguments=json.dumps(call.arguments), status="completed",
    )  # fmt: skip


def _message(text: str) -> ResponseOutputMessage:
    content = ResponseOutputText(type="output_text", text=text, annotations=[], logprobs=[])
    return ResponseOutputMessage(
        id=f"msg_{uuid.uuid4().hex}", type="message", role="assistant", status="completed", content=[content]
    )
