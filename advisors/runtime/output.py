"""Typed answers of language models, read with patience: fenced, with words around, one comma too many, wrapped once."""

import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn

from agents import AgentOutputSchema
from pydantic import BaseModel, ValidationError

from advisors.errors import ModelFailed

TRAILING_COMMA = re.compile(r",(\s*[}\]])")
MOST_REASONS = 8


class NotInShape(ModelFailed):
    """reason: what a model is told of its own answer."""

    def __init__(self, reason: str) -> None:
        super().__init__("malformed")
        self.reason = reason


class Patient(AgentOutputSchema):
    """The SDK's schema of a type; only the reading is ours."""

    def __init__(self, kind: type[BaseModel]) -> None:
        super().__init__(kind)
        self.kind = kind

    def validate_json(self, json_str: str) -> Any:
        reason = "There was no JSON object in it."
        for value in _values(json_str):
            for candidate in _unwrapped(value, self.kind):
                try:
                    return self.kind.model_validate(candidate)
                except ValidationError as error:
                    reason = told(error)
        raise NotInShape(reason)


def told(error: ValidationError) -> str:
    """Where it is wrong and how, without repeating what was written."""
    faults = [f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors(include_input=False)]
    return "; ".join(faults[:MOST_REASONS])


def _values(text: str) -> Iterator[Any]:
    """What the first bracket begins, as it stands and without commas before a closing bracket."""
    start = next((at for at, letter in enumerate(text) if letter in "{["), len(text))
    decoder = json.JSONDecoder(parse_constant=_refuse)
    for version in (text[start:], TRAILING_COMMA.sub(r"\1", text[start:])):
        try:
            yield decoder.raw_decode(version)[0]
            return
        except (ValueError, RecursionError):
            continue


def _unwrapped(value: Any, kind: type[BaseModel]) -> Iterator[Any]:
    """The value; what is inside it where it is one thing in another; with its only field's name where it lacks that."""
    yield value
    if isinstance(value, dict) and len(value) == 1 and isinstance(inner := next(iter(value.values())), dict):
        yield inner
    if isinstance(value, list) and len(kind.model_fields) == 1:
        yield {next(iter(kind.model_fields)): value}


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number")
