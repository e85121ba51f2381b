"""The guardrail: checks every request before it is sent to a language model.

A request consists of our own instructions and labelled data. Anything else is a bug or an attack, so nothing is sent.
"""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from advisors.model_errors import ModelError
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
    """secrets: values that must not be sent. max_characters: of one request."""

    secrets: Collection[str]
    max_characters: int

    def inspect(self, instructions: str | None, conversation: Any) -> None:
        """Raise ModelError if this must not be sent. conversation: the SDK's input of a model."""
        items = [{"role": "user", "content": conversation}] if isinstance(conversation, str) else list(conversation)
        request_text = f"{instructions or ''}\n{json.dumps(items, ensure_ascii=False, default=str)}"
        if len(request_text) > self.max_characters:
            raise ModelError("input_too_long")
        self._check_secrets(request_text)
        for item in items:
            if item.get("type") == "function_call_output":
                self._check_data(f"{DATA_LABEL}\n{item['output']}")
            elif item.get("role") in ("user", "system", "developer"):  # the model's own messages are not checked
                self._check_data(item["content"])

    def _check_data(self, text: Any) -> None:
        """Raise ModelError if a text has unlabelled parts, or if a string of its data must not be sent."""
        lines = iter(text.split("\n") if isinstance(text, str) else [""])
        for line in lines:
            if line == DATA_LABEL:
                try:
                    data = json.loads(next(lines, ""))
                except ValueError:
                    raise ModelError("input_unlabelled") from None
                for value in _iterate_strings(data):
                    self._check_secrets(value)  # unescaped, unlike in the request text
                    if any(map(is_hidden_character, value)) or CHAT_TEMPLATE_PATTERN.search(value):
                        raise ModelError("input_hidden")
                    if len(value) <= MAX_NAME_CHARACTERS and has_injection(value):
                        raise ModelError("input_orders")
            elif line not in REVISION_INSTRUCTIONS:
                raise ModelError("input_unlabelled")

    def _check_secrets(self, text: str) -> None:
        if has_secret(text, self.secrets):
            raise ModelError("input_secret")


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
