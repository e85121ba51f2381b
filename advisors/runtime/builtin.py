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

from advisors.budget.spending import ModelUsage
from advisors.llm import BUILTIN_WRITER_NAME
from advisors.tracing import request_spans

BUILTIN_MODEL_NAME = BUILTIN_WRITER_NAME
FREE_REQUEST = ModelUsage(requests=1)
ToolResults = Mapping[str, list[Any]]
"""What the tools answered, by tool name, in the order of the calls."""


@dataclass(frozen=True)
class ScriptedCall:
    tool: str
    arguments: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class BuiltinScript:
    """answer: given the tools' results, the final text (Markdown, or JSON where the agent's output is typed)."""

    answer: Callable[[ToolResults], str]
    calls: tuple[ScriptedCall, ...] = ()


class BuiltinModel(Model):
    def __init__(self, script: BuiltinScript) -> None:
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
        with generation_span(model=BUILTIN_MODEL_NAME, disabled=tracing.is_disabled()) as span:
            results = _collect_tool_results(input)
            if self.script.calls and not results:
                output: list[Any] = [_build_tool_call(call) for call in self.script.calls]
            else:
                output = [_build_message(self.script.answer(results))]
            usage = Usage(requests=1)  # nothing is tokenized, nothing is paid
            request_spans.record_answer(span, output, FREE_REQUEST)
            return ModelResponse(output=output, usage=usage, response_id=None)

    async def stream_response(self, *args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        answered = await self.get_response(*args, **kwargs)
        whole = Response(
            id=f"resp_{uuid.uuid4().hex}", created_at=time.time(), model=BUILTIN_MODEL_NAME, object="response",
            output=answered.output, tool_choice="auto", tools=[], parallel_tool_calls=True, status="completed",
        )  # fmt: skip
        yield ResponseCompletedEvent(type="response.completed", response=whole, sequence_number=0)


def _collect_tool_results(conversation: Any) -> dict[str, list[Any]]:
    items = [] if isinstance(conversation, str) else list(conversation)
    names = {item["call_id"]: item["name"] for item in items if item.get("type") == "function_call"}
    results: dict[str, list[Any]] = {}
    for item in items:
        if item.get("type") == "function_call_output":
            results.setdefault(names[item["call_id"]], []).append(_parse_tool_output(item["output"]))
    return results


def _parse_tool_output(output: Any) -> Any:
    try:
        return json.loads(output)
    except (TypeError, ValueError):
        return output


def _build_tool_call(call: ScriptedCall) -> ResponseFunctionToolCall:
    return ResponseFunctionToolCall(
        type="function_call", id=f"fc_{uuid.uuid4().hex}", call_id=f"call_{uuid.uuid4().hex}", name=call.tool,
        arguments=json.dumps(call.arguments), status="completed",
    )  # fmt: skip


def _build_message(text: str) -> ResponseOutputMessage:
    content = ResponseOutputText(type="output_text", text=text, annotations=[], logprobs=[])
    return ResponseOutputMessage(
        id=f"msg_{uuid.uuid4().hex}", type="message", role="assistant", status="completed", content=[content]
    )
