"""The JSON parser of the API. It accepts only values that an answer can repeat."""

import json
from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

MAX_DEPTH = 20
"""Levels of lists and objects. Our bodies need three."""


class StrictJSONParser(JSONParser):
    """Refuse numbers that are not finite (1e400), unpaired surrogates and deep nesting."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        try:
            data = super().parse(stream, media_type, parser_context)
            json.dumps(data, ensure_ascii=False, allow_nan=False).encode()
        except RecursionError as error:
            raise ParseError("The JSON is nested too deeply.") from error
        except UnicodeEncodeError as error:
            raise ParseError("Invalid Unicode (unpaired surrogate).") from error
        except ValueError as error:
            raise ParseError("A number is not finite.") from error
        if _is_deeper(data, MAX_DEPTH):
            raise ParseError("The JSON is nested too deeply.")
        return data


def _is_deeper(data: Any, levels: int) -> bool:
    """Return whether lists and objects are nested more deeply than `levels`."""
    if not isinstance(data, dict | list):
        return False
    inner = data.values() if isinstance(data, dict) else data
    return levels == 0 or any(_is_deeper(value, levels - 1) for value in inner)
