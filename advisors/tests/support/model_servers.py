"""Language models on this machine: three wire formats over one script of answers, for tests of what really is sent."""

import json
import socket
import threading
import time
import urllib.parse
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from advisors.runtime.builtin import ScriptedCall

STRUCTURED = "json_tool_call"  # by this tool LiteLLM has a provider answer in a schema
TOKENS_IN, TOKENS_OUT = 100, 20


@dataclass(frozen=True)
class Asked:
    """One request as the model sees it, whatever the format. results: what the tools answered, in order."""

    system: str
    task: str
    tools: tuple[str, ...]
    results: tuple[tuple[str, str], ...]
    said: str
    path: str
    headers: Mapping[str, str]
    body: Any


@dataclass(frozen=True)
class Fault:
    """What a provider does when it does not answer as it should."""

    status: int = 200
    raw: bytes = b'{"error": {"message": "secret-of-the-provider", "type": "stub"}}'
    headers: Mapping[str, str] = field(default_factory=dict)
    silent_seconds: float = 0
    closes: bool = False


Answer = str | list[ScriptedCall] | Fault


class StubProvider:
    """play: what the model says to a request. `asked`: every request there was; `most_at_once`: how many overlapped;
    `in_a_row`: the longest chain of requests of which each began after the one before had ended."""

    def __init__(self, wire: str, play: Callable[[Asked], Answer], seconds: float = 0) -> None:
        self.wire, self.play, self.seconds = WIRES[wire], play, seconds
        self.asked: list[Asked] = []
        self.open = self.most_at_once = self.in_a_row = 0
        self.released = threading.Event()
        self._lock = threading.Lock()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def answer(self, path: str, headers: Mapping[str, str], body: Any) -> tuple[Answer, bytes]:
        with self._lock:
            self.open += 1
            self.most_at_once = max(self.most_at_once, self.open)
            place = self.in_a_row + 1
        try:
            asked = self.wire.read(path, headers, body)
            with self._lock:
                self.asked.append(asked)
                answer = self.play(asked)
            self.released.wait(self.seconds + (answer.silent_seconds if isinstance(answer, Fault) else 0))
            return answer, b"" if isinstance(answer, Fault) else json.dumps(self.wire.write(answer, asked)).encode()
        finally:
            with self._lock:
                self.open -= 1
                self.in_a_row = max(self.in_a_row, place)


@contextmanager
def stub(wire: str, play: Callable[[Asked], Answer], seconds: float = 0) -> Iterator[StubProvider]:
    provider = StubProvider(wire, play, seconds)
    thread = threading.Thread(target=provider.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield provider
    finally:
        provider.released.set()
        provider.server.shutdown()
        provider.server.server_close()
        thread.join()


def without_canary(system: str) -> str:
    """The instructions as the agent's own code has them."""
    return system.rpartition("\n")[0]


def in_turn(*answers: Answer) -> Callable[[Asked], Answer]:
    """One answer after the other; the last one for ever."""
    left = list(answers)
    return lambda asked: left.pop(0) if len(left) > 1 else left[0]


class OpenAI:
    key = "OPENAI_API_KEY"

    @staticmethod
    def read(path: str, headers: Mapping[str, str], body: Any) -> Asked:
        messages = body["messages"]
        calls = {c["id"]: c["function"]["name"] for m in messages for c in m.get("tool_calls") or ()}
        return Asked(
            system="".join(_text(m["content"]) for m in messages if m["role"] in ("system", "developer")),
            task=next(_text(m["content"]) for m in messages if m["role"] == "user"),
            tools=tuple(t["function"]["name"] for t in body.get("tools") or ()),
            results=tuple((calls[m["tool_call_id"]], _text(m["content"])) for m in messages if m["role"] == "tool"),
            said=json.dumps(messages), path=path, headers=headers, body=body,
        )  # fmt: skip

    @staticmethod
    def write(answer: Answer, asked: Asked) -> Any:
        message: dict[str, Any] = {"role": "assistant", "content": answer if isinstance(answer, str) else None}
        if isinstance(answer, list):
            message["tool_calls"] = [
                {"id": _id("call"), "type": "function", "function": {"name": c.tool, "arguments": _arguments(c)}}
                for c in answer
            ]
        choice = {"index": 0, "message": message, "finish_reason": "stop" if isinstance(answer, str) else "tool_calls"}
        usage = {"prompt_tokens": TOKENS_IN, "completion_tokens": TOKENS_OUT, "total_tokens": TOKENS_IN + TOKENS_OUT}
        return {"id": _id("chatcmpl"), "object": "chat.completion", "created": int(time.time()),
                "model": asked.body["model"], "choices": [choice], "usage": usage}  # fmt: skip


class Bedrock:
    key = "AWS_BEARER_TOKEN_BEDROCK"

    @staticmethod
    def read(path: str, headers: Mapping[str, str], body: Any) -> Asked:
        blocks = [(m["role"], block) for m in body["messages"] for block in m["content"]]
        uses = [block["toolUse"] for _, block in blocks if "toolUse" in block]
        calls = {use["toolUseId"]: use["name"] for use in uses}
        results = [block["toolResult"] for _, block in blocks if "toolResult" in block]
        return Asked(
            system="".join(part.get("text", "") for part in body.get("system") or ()),
            task=next(block["text"] for role, block in blocks if role == "user" and "text" in block),
            tools=tuple(t["toolSpec"]["name"] for t in (body.get("toolConfig") or {}).get("tools") or ()),
            results=tuple((calls[r["toolUseId"]], _text(r["content"])) for r in results),
            said=json.dumps(body["messages"]), path=path, headers=headers, body=body,
        )  # fmt: skip

    @staticmethod
    def write(answer: Answer, asked: Asked) -> Any:
        answer = _structured(answer, asked)
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
    def read(path: str, headers: Mapping[str, str], body: Any) -> Asked:
        blocks = [
            (m["role"], block)
            for m in body["messages"]
            for block in ([{"type": "text", "text": m["content"]}] if isinstance(m["content"], str) else m["content"])
        ]
        calls = {block["id"]: block["name"] for _, block in blocks if block["type"] == "tool_use"}
        results = [block for _, block in blocks if block["type"] == "tool_result"]
        return Asked(
            system=_text(body.get("system") or ""),
            task=next(block["text"] for role, block in blocks if role == "user" and block["type"] == "text"),
            tools=tuple(t["name"] for t in body.get("tools") or ()),
            results=tuple((calls[r["tool_use_id"]], _text(r["content"])) for r in results),
            said=json.dumps(body["messages"]), path=path, headers=headers, body=body,
        )  # fmt: skip

    @staticmethod
    def write(answer: Answer, asked: Asked) -> Any:
        answer = _structured(answer, asked)
        content: list[dict[str, Any]] = (
            [{"type": "text", "text": answer}] if isinstance(answer, str)
            else [{"type": "tool_use", "id": _id("toolu"), "name": c.tool, "input": c.arguments} for c in answer]
        )  # fmt: skip
        return {"id": _id("msg"), "type": "message", "role": "assistant", "model": asked.body["model"],
                "content": content, "stop_reason": "end_turn" if isinstance(answer, str) else "tool_use",
                "stop_sequence": None, "usage": {"input_tokens": TOKENS_IN, "output_tokens": TOKENS_OUT}}  # fmt: skip


WIRES: dict[str, Any] = {"openai": OpenAI, "bedrock": Bedrock, "anthropic": Anthropic}
MODELS = {
    "openai": "openai/gpt-4.1-mini",
    "bedrock": "bedrock/us.amazon.nova-pro-v1:0",
    "anthropic": "anthropic/claude-sonnet-4-5",
}


def _structured(answer: Any, asked: Asked) -> Any:
    """JSON where the provider was told to answer through the tool of that purpose; anything else stays text."""
    if isinstance(answer, str) and STRUCTURED in asked.tools:
        try:
            return [ScriptedCall(STRUCTURED, json.loads(answer))]
        except ValueError:
            return answer
    return answer


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content
    return "".join(part.get("text", "") if "text" in part else json.dumps(part.get("json")) for part in content or ())


def _arguments(call: ScriptedCall) -> str:
    return call.arguments if isinstance(call.arguments, str) else json.dumps(call.arguments)


def _id(kind: str) -> str:
    return f"{kind}_{uuid.uuid4().hex[:12]}"


def _handler(stub: StubProvider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args: Any) -> None:
            pass

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
            answer, raw = stub.answer(urllib.parse.unquote(self.path), dict(self.headers), body)
            fault = answer if isinstance(answer, Fault) else Fault(raw=raw)
            try:
                self._close() if fault.closes else self._send(fault)
            except OSError:  # whoever asked has gone
                self.close_connection = True

        def _close(self) -> None:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)

        def _send(self, fault: Fault) -> None:
            self.send_response(fault.status)
            headers = {"Content-Type": "application/json", "Content-Length": str(len(fault.raw)), **fault.headers}
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(fault.raw)

    return Handler
