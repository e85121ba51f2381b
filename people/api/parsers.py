"""The JSON parser of the API. It accepts only values that the database and an answer can repeat."""

import json
import math
from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

MAX_DEPTH = 20
"""Levels of lists and objects. Our bodies need three."""


class JsonRefused(Exception):
    """JSON that no view can read. The message says why."""


class StrictJSONParser(JSONParser):
    """Refuse numbers that are not finite (1e400), unpaired surrogates, NUL characters and deep nesting."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        try:
            data = super().parse(stream, media_type, parser_context)
            check_json(data)
        except RecursionError as error:
            raise ParseError("The JSON is nested too deeply.") from error
        except JsonRefused as refusal:
            raise ParseError(str(refusal)) from refusal
        return data


def read_json(body: bytes) -> Any:
    """Return the value in a body. Raises JsonRefused."""
    try:
        data = json.loads(body.decode())
    except RecursionError as error:
        raise JsonRefused("The JSON is nested too deeply.") from error
    except ValueError as error:
        raise JsonRefused("This is not valid JSON in UTF-8.") from error
    check_json(data)
    return data


def check_json(data: Any) -> None:
    """Raise JsonRefused for a value that is nested too deeply, not finite, or text that cannot be stored."""
    level, depth = [data], 0
    while level:
        inner: list[Any] = []
        for value in level:
            if isinstance(value, dict | list):
                inner += [*value, *value.values()] if isinstance(value, dict) else value
            elif isinstance(value, str):
                check_text(value)
            elif isinstance(value, float) and not math.isfinite(value):
                raise JsonRefused("A number is not finite.")
        depth += any(isinstance(value, dict | list) for value in level)
        if depth > MAX_DEPTH:
            raise JsonRefused("The JSON is nested too deeply.")
        level = inner


def check_text(text: str) -> None:
    if "\0" in text:
        raise JsonRefused("A text holds a NUL character.")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise JsonRefused("Invalid Unicode (unpaired surrogate).") from error
