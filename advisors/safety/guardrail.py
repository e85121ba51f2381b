"""What must never be sent to a language model. Every request is inspected whole before it is made; most are our own
words around labelled data, so whatever else stands in one is a fault of ours or an attack, and nothing is sent."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from advisors.errors import ModelFailed
from advisors.safety.data import ASKED_AGAIN, LABEL, LONGEST_NAME, TEMPLATE, gives_orders, is_hidden
from advisors.safety.masking import holds_a_secret


@dataclass(frozen=True)
class Guardrail:
    """secrets: values that never leave. longest: characters of one request."""

    secrets: Collection[str]
    longest: int

    def inspect(self, instructions: str | None, conversation: Any) -> None:
        """ModelFailed where this must not be sent. conversation: what the SDK gives a model."""
        items = [{"role": "user", "content": conversation}] if isinstance(conversation, str) else list(conversation)
        whole = f"{instructions or ''}\n{json.dumps(items, ensure_ascii=False, default=str)}"
        if len(whole) > self.longest:
            raise ModelFailed("input_too_long")
        self._inspect_secrets(whole)
        for value in (value for text in _texts(items) for value in _values(text)):
            self._inspect_secrets(value)  # as it is, not as JSON writes it
            _inspect_value(value)

    def _inspect_secrets(self, text: str) -> None:
        if holds_a_secret(text, self.secrets):
            raise ModelFailed("input_secret")


def _inspect_value(value: str) -> None:
    if any(map(is_hidden, value)) or TEMPLATE.search(value):
        raise ModelFailed("input_hidden")
    if len(value) <= LONGEST_NAME and gives_orders(value):
        raise ModelFailed("input_orders")


def _texts(items: list[Any]) -> Iterator[str]:
    """What comes from us and the data; what the model itself has said goes back to it as it was."""
    for item in items:
        if item.get("type") == "function_call_output":
            yield f"{LABEL}\n{item['output']}"
        elif item.get("role") in ("user", "system", "developer"):
            yield item["content"]


def _values(text: Any) -> Iterator[str]:
    """Every string of the labelled data. ModelFailed where anything stands outside of it."""
    lines = iter(text.split("\n") if isinstance(text, str) else [""])
    for line in lines:
        if line == LABEL:
            yield from _strings(_decoded(next(lines, "")))
        elif line not in ASKED_AGAIN:
            raise ModelFailed("input_unlabelled")


def _decoded(line: str) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        raise ModelFailed("input_unlabelled") from None


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
