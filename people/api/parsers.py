"""JSON bodies that can be sent back: every answer may quote what was sent."""

import json
from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

MAX_DEPTH = 20
"""Levels of lists and objects; no body of ours needs more than three."""


class StrictJSONParser(JSONParser):
    """Refuses numbers that are not finite (1e400), halves of characters (a lone surrogate) and endless nesting."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        try:
            data = super().parse(stream, media_type, parser_context)
            json.dumps(data, ensure_ascii=False, allow_nan=False).encode()
        except RecursionError as error:
            raise ParseError("This is nested too deeply.") from error
        except UnicodeEncodeError as error:
            raise ParseError("This has half a character: a surrogate without its other half.") from error
        except ValueError as error:
            raise ParseError("This has a number that is not finite.") from error
        if _is_deeper(data, MAX_DEPTH):
            raise ParseError("This is nested too deeply.")
        return data


def _is_deeper(data: Any, levels: int) -> bool:
    if not isinstance(data, dict | list):
        return False
    inner = data.values() if isinstance(data, dict) else data
    return levels == 0 or any(_is_deeper(value, levels - 1) for value in inner)
