"""What must never be sent to a language model. Every request is inspected whole before it is made; most are our own
words around labelled data, so whatever else stands in one is a fault of ours or an attack, and nothing is sent."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from advisors.errors import ModelError
from advisors.safety.masking import has_secret
from advisors.safety.prompt_data import (
    CHAT_TEMPLATE_PATTERN,
    DATA_LABEL,
    MAX_NAME_CHARACTERS,
    REVISION_INSTRUCTIONS,
    has_injection,
    is_hidden_character,
)


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
            raise ModelError("input_too_long")
        self._check_secrets(whole)
        for value in (value for text in _iterate_texts(items) for value in _parse_labelled_values(text)):
            self._check_secrets(value)  # as it is, not as JSON writes it
            _check_value(value)

    def _check_secrets(self, text: str) -> None:
        if has_secret(text, self.secrets):
            raise ModelError("input_secret")


def _check_value(value: str) -> None:
    if any(map(is_hidden_character, value)) or CHAT_TEMPLATE_PATTERN.search(value):
        raise ModelError("input_hidden")
    if len(value) <= MAX_NAME_CHARACTERS and has_injection(value):
        raise ModelError("input_orders")


def _iterate_texts(items: list[Any]) -> Iterator[str]:
    """What comes from us and the data; what the model itself has said goes back to it as it was."""
    for item in items:
        if item.get("type") == "function_call_output":
            yield f"{DATA_LABEL}\n{item['output']}"
        elif item.get("role") in ("user", "system", "developer"):
            yield item["content"]


def _parse_labelled_values(text: Any) -> Iterator[str]:
    """Every string of the labelled data. ModelFailed where anything stands outside of it."""
    lines = iter(text.split("\n") if isinstance(text, str) else [""])
    for line in lines:
        if line == DATA_LABEL:
            yield from _iterate_strings(_parse_json(next(lines, "")))
        elif line not in REVISION_INSTRUCTIONS:
            raise ModelError("input_unlabelled")


def _parse_json(line: str) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        raise ModelError("input_unlabelled") from None


def _iterate_strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from _iterate_strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _iterate_strings(item)
