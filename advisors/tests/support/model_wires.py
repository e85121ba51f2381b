"""The wire formats of language models: how a request is read and an answer written in each."""

import json
import time
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from advisors.runtime.builtin import ScriptedCall

STRUCTURED = "json_tool_call"  # the tool by which LiteLLM gets structured answers
TOKENS_IN, TOKENS_OUT = 100, 20


@dataclass(frozen=True)
class ModelRequest:
    """One request in any format.

    `task` is the first message of the user and `revision` the last one, empty if there is one alone. `results` are the
    results of tools in order; `said` is all messages as text.
    """

    system: str
    task: str
    revision: str
    tools: tuple[str, ...]
    results: tuple[tuple[str, str], ...]
    said: str
    path: str
    headers: Mapping[str, str]
    body: Any


@dataclass(frozen=True)
class Fault:
    """A wrong answer of a provider, or no answer."""

    status: int = 200
    raw: bytes = b'{"error": {"message": "secret-of-the-provider", "type": "stub"}}'
    headers: Mapping[str, str] = field(default_factory=dict)
    silent_seconds: float = 0
    closes: bool = False


Answer = str | list[ScriptedCall] | Fault


class OpenAI:
    key = "OPENAI_API_KEY"

    @staticmethod
    def read(path: str, headers: Mapping[str, str], body: Any) -> ModelRequest:
        messages = body["messages"]
        calls = {c["id"]: c["function"]["name"] for m in messages for c in m.get("tool_calls") or ()}
        return ModelRequest(
            system="".join(_text(m["content"]) for m in messages if m["role"] in ("system", "developer")),
            **_first_and_last(_text(m["content"]) for m in messages if m["role"] == "user"),
            tools=tuple(t["function"]["name"] for t in body.get("tools") or ()),
            results=tuple((calls[m["tool_call_id"]], _text(m["content"])) for m in messages if m["role"] == "tool"),
            said=json.dumps(messages), path=path, headers=headers, body=body,
        )  # fmt: skip

    @staticmethod
    def write(answer: Answer, model_request: ModelRequest) -> Any:
        message: dict[str, Any] = {"role": "assistant", "content": answer if isinstance(answer, str) else None}
        if isinstance(answer, list):
            message["tool_calls"] = [
                {"id": _id("call"), "type": "function", "function": {"name": c.tool, "arguments": _arguments(c)}}
                for c in answer
            ]
        choice = {"index": 0, "message": message, "finish_reason": "stop" if isinstance(answer, str) else "tool_calls"}
        usage = {"prompt_tokens": TOKENS_IN, "completion_tokens": TOKENS_OUT, "total_tokens": TOKENS_IN + TOKENS_OUT}
        return {"id": _id("chatcmpl"), "object": "chat.completion", "created": int(time.time()),
                "model": model_request.body["model"], "choices": [choice], "usage": usage}  # fmt: skip


class Bedrock:
    key = "AWS_BEARER_TOKEN_BEDROCK"

    @staticmethod
    def read(path: str, headers: Mapping[str, str], body: Any) -> ModelRequest:
        blocks = [(m["role"], block) for m in body["messages"] for block in m["content"]]
        uses = [block["toolUse"] for _, block in blocks if "toolUse" in block]
        calls = {use["toolUseId"]: use["name"] for use in uses}
        results = [block["toolResult"] for _, block in blocks if "toolResult" in block]
        return ModelRequest(
            system="".join(part.get("text", "") for part in body.get("system") or ()),
            **_first_and_last(block["text"] for role, block in blocks if role == "user" and "text" in block),
            tools=tuple(t["toolSpec"]["name"] for t in (body.get("toolConfig") or {}).get("tools") or ()),
            results=tuple((calls[r["toolUseId"]], _text(r["content"])) for r in results),
            said=json.dumps(body["messages"]), path=path, headers=headers, body=body,
        )  # fmt: skip

    @staticmethod
    def write(answer: Answer, model_request: ModelRequest) -> Any:
        answer = _structured(answer, model_request)
        content = (
            [{"text": answer}] if isinstance(answer, str)
            else [{"toolUse": {"toolUseId": _id("tooluse"), "name": c.tool, "input": c.arguments}} for c in answer]
        )  # fmt: skip
        usage = {"inputTokens": TOKENS_IN, "outputTokens": TOKENS_OUT, "totalTokens": TOKENS_IN + TOKENS_OUT}
        return {"output": {"message": {"role": "assistant", "content": content}}, "metrics": {"latencyMs": 1},
                "stopReason": "end_turn" if isinstance(answer, str) else "tool_use", "usage": usage}  # fmt: skip


class Anthropic:
    key = "ANTHROPIC_API_KEY"

    @staticmethod
    def read(path: str, headers: Mapping[str, str], body: Any) -> ModelRequest:
        blocks = [
            (m["role"], block)
            for m in body["messages"]
            for block in ([{"type": "text", "text": m["content"]}] if isinstance(m["content"], str) else m["content"])
        ]
        calls = {block["id"]: block["name"] for _, block in blocks if block["type"] == "tool_use"}
        results = [block for _, block in blocks if block["type"] == "tool_result"]
        return ModelRequest(
            system=_text(body.get("system") or ""),
            **_first_and_last(block["text"] for role, block in blocks if role == "user" and block["type"] == "text"),
            tools=tuple(t["name"] for t in body.get("tools") or ()),
            results=tuple((calls[r["tool_use_id"]], _text(r["content"])) for r in results),
            said=json.dumps(body["messages"]), path=path, headers=headers, body=body,
        )  # fmt: skip

    @staticmethod
    def write(answer: Answer, model_request: ModelRequest) -> Any:
        answer = _structured(answer, model_request)
        content: list[dict[str, Any]] = (
            [{"type": "text", "text": answer}] if isinstance(answer, str)
            else [{"type": "tool_use", "id": _id("toolu"), "name": c.tool, "input": c.arguments} for c in answer]
        )  # fmt: skip
        return {"id": _id("msg"), "type": "message", "role": "assistant", "model": model_request.body["model"],
                "content": content, "stop_reason": "end_turn" if isinstance(answer, str) else "tool_use",
                "stop_sequence": None, "usage": {"input_tokens": TOKENS_IN, "output_tokens": TOKENS_OUT}}  # fmt: skip


class Ollama:
    key = ""

    @staticmethod
    def read(path: str, headers: Mapping[str, str], body: Any) -> ModelRequest:
        messages = body["messages"]
        return ModelRequest(
            system="".join(m["content"] for m in messages if m["role"] == "system"),
            **_first_and_last(m["content"] for m in messages if m["role"] == "user"),
            tools=tuple(t["function"]["name"] for t in body.get("tools") or ()),
            results=(), said=json.dumps(messages), path=path, headers=headers, body=body,
        )  # fmt: skip

    @staticmethod
    def write(answer: Answer, model_request: ModelRequest) -> Any:
        usage = {"prompt_eval_count": TOKENS_IN, "eval_count": TOKENS_OUT}
        message = {"role": "assistant", "content": answer}
        return {"model": model_request.body["model"], "created_at": "2026-11-28T12:00:00Z", "message": message,
                "done": True, "done_reason": "stop", **usage}  # fmt: skip


WIRES: dict[str, Any] = {"openai": OpenAI, "bedrock": Bedrock, "anthropic": Anthropic}
LOCAL_WIRES: dict[str, Any] = {"ollama": Ollama}
"""Servers without a key, a price and the tools of the others."""
MODELS = {
    "openai": "openai/gpt-4.1-mini",
    "bedrock": "bedrock/us.amazon.nova-pro-v1:0",
    "anthropic": "anthropic/claude-sonnet-4-5",
}
LOCAL_MODELS = {"ollama": "ollama_chat/llama3.1"}


def _structured(answer: Any, model_request: ModelRequest) -> Any:
    """Return JSON as a call of the tool for structured answers if the request has it, else the text."""
    if isinstance(answer, str) and STRUCTURED in model_request.tools:
        try:
            return [ScriptedCall(STRUCTURED, json.loads(answer))]
        except ValueError:
            return answer
    return answer


def _first_and_last(texts: Iterable[str]) -> dict[str, str]:
    first, *more = texts
    return {"task": first, "revision": more[-1] if more else ""}


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content
    return "".join(part.get("text", "") if "text" in part else json.dumps(part.get("json")) for part in content or ())


def _arguments(call: ScriptedCall) -> str:
    return call.arguments if isinstance(call.arguments, str) else json.dumps(call.arguments)


def _id(kind: str) -> str:
    return f"{kind}_{uuid.uuid4().hex[:12]}"
