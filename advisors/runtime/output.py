"""Parse typed answers of models tolerantly: in a code fence, with text around, with trailing commas, wrapped once."""

import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn

from agents import AgentOutputSchema
from pydantic import BaseModel, ValidationError

from advisors.errors import ModelError

TRAILING_COMMA_PATTERN = re.compile(r",(\s*[}\]])")
MAX_REASONS = 8


class OutputParseError(ModelError):
    """The answer could not be parsed. reason: sent back to the model."""

    def __init__(self, reason: str) -> None:
        super().__init__("malformed")
        self.reason = reason


class TolerantOutputSchema(AgentOutputSchema):
    """The SDK's schema of a type, with our own tolerant parser."""

    def __init__(self, kind: type[BaseModel]) -> None:
        super().__init__(kind)
        self.kind = kind

    def validate_json(self, json_str: str) -> Any:
        reason = "There was no JSON object in it."
        for value in _parse_json_candidates(json_str):
            for candidate in _iterate_candidates(value, self.kind):
                try:
                    return self.kind.model_validate(candidate)
                except ValidationError as error:
                    reason = describe_validation_error(error)
        raise OutputParseError(reason)


def describe_validation_error(error: ValidationError) -> str:
    """Return where the answer is wrong and why, without repeating it."""
    reasons = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors(include_input=False)]
    return "; ".join(reasons[:MAX_REASONS])


def _parse_json_candidates(text: str) -> Iterator[Any]:
    """Yield the JSON value that starts at the first bracket, as it is, else without trailing commas."""
    start = next((at for at, letter in enumerate(text) if letter in "{["), len(text))

    def reject_constant(constant: str) -> NoReturn:
        raise ValueError(f"{constant} is not a number")

    decoder = json.JSONDecoder(parse_constant=reject_constant)
    for version in (text[start:], TRAILING_COMMA_PATTERN.sub(r"\1", text[start:])):
        try:
            yield decoder.raw_decode(version)[0]
            return
        except (ValueError, RecursionError):
            continue


def _iterate_candidates(value: Any, kind: type[BaseModel]) -> Iterator[Any]:
    """Yield the value, the one object wrapped in it, and a bare list as the type's only field."""
    yield value
    if isinstance(value, dict) and len(value) == 1 and isinstance(inner := next(iter(value.values())), dict):
        yield inner
    if isinstance(value, list) and len(kind.model_fields) == 1:
        yield {next(iter(kind.model_fields)): value}
