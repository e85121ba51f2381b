"""Parse typed answers of models tolerantly: in a code fence, with text around, with trailing commas, wrapped once."""

import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn

from agents import AgentOutputSchema
from pydantic import BaseModel, ValidationError

from advisors.model_errors import ModelError

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
        """Return the first form of the answer that fits: as it is, the one object wrapped in it, or a list as the only
        field of the type. Raises OutputParseError.
        """
        reason = "There was no JSON object in it."
        fields = list(self.kind.model_fields)
        for value in parse_json_candidates(json_str):
            candidates = [value]
            if isinstance(value, dict) and len(value) == 1:
                candidates += [inner for inner in value.values() if isinstance(inner, dict)]
            if isinstance(value, list) and len(fields) == 1:
                candidates.append({fields[0]: value})
            for candidate in candidates:
                try:
                    return self.kind.model_validate(candidate)
                except ValidationError as error:
                    errors = error.errors(include_input=False)[:MAX_REASONS]
                    reason = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in errors)
        raise OutputParseError(reason)


def parse_json_candidates(text: str) -> Iterator[Any]:
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
