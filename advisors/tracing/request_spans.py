"""One request to a model as a span of the trace: what it was asked, what it answered, what that cost, why it failed."""

from collections.abc import Iterable, Mapping
from typing import Any

from agents import Span, generation_span

from advisors.budget.spending import ModelUsage
from advisors.errors import ModelError

Message = dict[str, Any]


def start_request_span(model: str, asked: Mapping[str, Any]) -> Span[Any]:
    """A span around one try. asked: what the SDK gives a model, by name."""
    return generation_span(model=model, input=build_messages(asked), disabled=asked["tracing"].is_disabled())


def record_answer(span: Span[Any], output: Iterable[Any], spent: ModelUsage) -> None:
    """cost_usd is None where the price is unknown."""
    span.span_data.output = [convert_item(item.model_dump()) for item in output]
    span.span_data.usage = {
        "requests": 1, "input_tokens": spent.tokens_in, "output_tokens": spent.tokens_out,
        "total_tokens": spent.tokens, "cost_usd": None if spent.cost_usd is None else str(spent.cost_usd),
    }  # fmt: skip


def record_failure(span: Span[Any], failure: ModelError) -> None:
    span.set_error({"message": failure.message, "data": {"code": failure.code}})


def build_messages(asked: Mapping[str, Any]) -> list[Message]:
    """Everything a model is told in one request, as the messages of a chat."""
    told, said = asked["system_instructions"], asked["input"]
    first = [{"role": "system", "content": told}] if told else []
    items = [{"role": "user", "content": said}] if isinstance(said, str) else said
    return [*first, *(convert_item(item) for item in items)]


def convert_item(item: Mapping[str, Any]) -> Message:
    """An item of the SDK as a message. It came from a model: nothing is taken for granted about it."""
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
    """The messages as a person reads them."""
    return "\n\n".join(part for message in messages if (part := _format_message(message)))


def answer(messages: Iterable[Message]) -> str:
    """Of one that answers it goes without saying who speaks."""
    return "\n\n".join(part for message in messages if (part := _format_content(message)))


def _format_message(message: Message) -> str:
    words = _format_content(message)
    return f"{message['role']}:\n{words}" if words else ""


def _format_content(message: Message) -> str:
    calls = [call["function"] for call in message.get("tool_calls", ())]
    lines = [str(message["content"])] if message.get("content") else []
    return "\n".join([*lines, *(f"calls {call['name']} {call['arguments']}" for call in calls)])
