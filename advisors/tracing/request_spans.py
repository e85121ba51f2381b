"""Trace spans of single model requests: prompt, answer, cost and error."""

from collections.abc import Iterable, Mapping
from typing import Any

from agents import Span, generation_span

from advisors.budget.spending import ModelUsage
from advisors.model_errors import ModelError

Message = dict[str, Any]


def start_request_span(model: str, request: Mapping[str, Any]) -> Span[Any]:
    """Start a span around one attempt. request: the keyword arguments that the SDK gives a model."""
    return generation_span(model=model, input=build_messages(request), disabled=request["tracing"].is_disabled())


def record_answer(span: Span[Any], output: Iterable[Any], spent: ModelUsage) -> None:
    """Set output and usage of the span; cost_usd is None if the price is unknown."""
    span.span_data.output = [convert_item(item.model_dump()) for item in output]
    span.span_data.usage = {
        "requests": 1, "input_tokens": spent.tokens_in, "output_tokens": spent.tokens_out,
        "total_tokens": spent.tokens, "cost_usd": None if spent.cost_usd is None else str(spent.cost_usd),
    }  # fmt: skip


def record_failure(span: Span[Any], error: ModelError) -> None:
    span.set_error({"message": error.message, "data": {"code": error.code}})


def build_messages(request: Mapping[str, Any]) -> list[Message]:
    """Return everything that one request sends a model, as chat messages."""
    instructions, conversation = request["system_instructions"], request["input"]
    first = [{"role": "system", "content": instructions}] if instructions else []
    items = [{"role": "user", "content": conversation}] if isinstance(conversation, str) else conversation
    return [*first, *(convert_item(item) for item in items)]


def convert_item(item: Mapping[str, Any]) -> Message:
    """Convert an SDK item to a message. A model wrote it, so any key may be missing or of a wrong type."""
    kind = item.get("type")
    if kind == "function_call":
        function = {"name": str(item.get("name")), "arguments": str(item.get("arguments"))}
        call = {"id": item.get("call_id"), "type": "function", "function": function}
        return {"role": "assistant", "content": "", "tool_calls": [call]}
    if kind == "function_call_output":
        return {"role": "tool", "tool_call_id": item.get("call_id"), "content": _extract_text(item.get("output"))}
    return {"role": str(item.get("role") or "assistant"), "content": _extract_text(item.get("content"))}


def _extract_text(content: Any) -> str:
    if isinstance(content, list):
        return "".join(_extract_text(part) for part in content)
    if isinstance(content, Mapping):
        return str(content.get("text") or content.get("refusal") or "")
    return "" if content is None else str(content)


def format_transcript(messages: Iterable[Message]) -> str:
    """Format messages for a person to read, each under its speaker."""
    parts = [(message["role"], _format_content(message)) for message in messages]
    return "\n\n".join(f"{role}:\n{content}" for role, content in parts if content)


def format_answer(messages: Iterable[Message]) -> str:
    """Format an answer without naming the speaker."""
    return "\n\n".join(part for message in messages if (part := _format_content(message)))


def _format_content(message: Message) -> str:
    """Format the text of a message, then its tool calls, each on a line."""
    calls = [call["function"] for call in message.get("tool_calls", ())]
    lines = [str(message["content"])] if message.get("content") else []
    return "\n".join([*lines, *(f"calls {call['name']} {call['arguments']}" for call in calls)])
