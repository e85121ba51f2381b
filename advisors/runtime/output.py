"""Typed answers of language models, read with patience: fenced, with words around, one comma too many, wrapped once."""

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
    """reason: what a model is told of its own answer."""

    def __init__(self, reason: str) -> None:
        super().__init__("malformed")
        self.reason = reason


class TolerantOutputSchema(AgentOutputSchema):
    """The SDK's schema of a type; only the reading is ours."""

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
    """Where it is wrong and how, without repeating what was written."""
    faults = [f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors(include_input=False)]
    return "; ".join(faults[:MAX_REASONS])


def _parse_json_candidates(text: str) -> Iterator[Any]:
    """What the first bracket begins, as it stands and without commas before a closing bracket."""
    start = next((at for at, letter in enumerate(text) if letter in "{["), len(text))
    decoder = json.JSONDecoder(parse_constant=_reject_constant)
    for version in (text[start:], TRAILING_COMMA_PATTERN.sub(r"\1", text[start:])):
        try:
            yield decoder.raw_decode(version)[0]
            return
        except (ValueError, RecursionError):
            continue


def _iterate_candidates(value: Any, kind: type[BaseModel]) -> Iterator[Any]:
    """The value; what is inside it where it is one thing in another; with its only field's name where it lacks that."""
    yield value
    if isinstance(value, dict) and len(value) == 1 and isinstance(inner := next(iter(value.values())), dict):
        yield inner
    if isinstance(value, list) and len(kind.model_fields) == 1:
        yield {next(iter(kind.model_fields)): value}


def _reject_constant(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number")
