"""The built-in writer as a model of the Agents SDK: no network, no key, and the same answer for the same facts.

It plays one run of one agent by its script: first the tool calls, all in one turn, then the answer that the agent's
writer builds from their results. The SDK's tool loop, hooks and traces run around it as for any model.
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
"""Answers of tools by tool name, in the order of the calls."""


@dataclass(frozen=True)
class ScriptedCall:
    """One tool call of a script."""

    tool: str
    arguments: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class BuiltinScript:
    """answer: returns the final text for the tools' results, as Markdown, or as JSON if the output is typed."""

    answer: Callable[[ToolResults], str]
    calls: tuple[ScriptedCall, ...] = ()


class BuiltinModel(Model):
    """Plays a script as a model of the SDK."""

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
            output = self._build_output([] if isinstance(input, str) else list(input))
            usage = Usage(requests=1)  # no tokens, no cost
            request_spans.record_answer(span, output, FREE_REQUEST)
            return ModelResponse(output=output, usage=usage, response_id=None)

    def _build_output(self, items: list[Any]) -> list[Any]:
        """Return the tool calls of the script, or its answer once the conversation has their results."""
        names = {item["call_id"]: item["name"] for item in items if item.get("type") == "function_call"}
        results: dict[str, list[Any]] = {}
        for item in items:
            if item.get("type") == "function_call_output":
                results.setdefault(names[item["call_id"]], []).append(parse_tool_output(item["output"]))
        if self.script.calls and not results:
            return [
                ResponseFunctionToolCall(
                    type="function_call", id=f"fc_{uuid.uuid4().hex}", call_id=f"call_{uuid.uuid4().hex}",
                    name=call.tool, arguments=json.dumps(call.arguments), status="completed",
                )
                for call in self.script.calls
            ]  # fmt: skip
        text = self.script.answer(results)
        content = ResponseOutputText(type="output_text", text=text, annotations=[], logprobs=[])
        return [
            ResponseOutputMessage(
                id=f"msg_{uuid.uuid4().hex}", type="message", role="assistant", status="completed", content=[content]
            )
        ]

    async def stream_response(self, *args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        response = await self.get_response(*args, **kwargs)
        completed = Response(
            id=f"resp_{uuid.uuid4().hex}", created_at=time.time(), model=BUILTIN_MODEL_NAME, object="response",
            output=response.output, tool_choice="auto", tools=[], parallel_tool_calls=True, status="completed",
        )  # fmt: skip
        yield ResponseCompletedEvent(type="response.completed", response=completed, sequence_number=0)


def parse_tool_output(output: Any) -> Any:
    """Return the JSON value that a tool answered, or its plain text."""
    try:
        return json.loads(output)
    except (TypeError, ValueError):
        return output
