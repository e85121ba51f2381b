"""How much a request may send, and how long it may take. Checked before anything of a body is read.

`alex.requests.middleware.BodyLimitMiddleware` answers what is refused here, on any server.
"""

import re
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from django.conf import settings

READ_SECONDS = 15
"""A body must be complete within this time and a second for each `SLOWEST_BYTES`."""
SLOWEST_BYTES = 50_000
FORM_OVERHEAD = 200_000
"""What a form adds to the file in it: its other fields and the marks between them."""
IMPORTS = re.compile(r"/accounts/(?:[0-9a-f-]{36}/)?import/")
CATALOGUE = "portfolios/instrument/"
"""Below the admin: where staff upload the catalogue."""

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]


def max_bytes(path: str) -> int:
    """Return how many bytes a request to this path may send."""
    if IMPORTS.fullmatch(path) or path.startswith(f"/{settings.ADMIN_PATH}{CATALOGUE}"):
        return int(settings.UPLOAD_MAX_BYTES) + FORM_OVERHEAD
    return int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE) + FORM_OVERHEAD


def announced_bytes(content_length: str) -> int | None:
    """Return the length that a header announces, 0 without one, None if it is not a number."""
    if not content_length:
        return 0
    is_number = content_length.isascii() and content_length.isdigit()
    return int(content_length[:20]) if is_number else None  # 20 digits are too many in any case


def refusal_of(path: str, content_length: str) -> HTTPStatus | None:
    """Return why a body is refused before it is read, or None."""
    announced = announced_bytes(content_length)
    if announced is None:
        return HTTPStatus.BAD_REQUEST
    return HTTPStatus.REQUEST_ENTITY_TOO_LARGE if announced > max_bytes(path) else None


def seconds_for(content_length: str) -> float:
    return READ_SECONDS + (announced_bytes(content_length) or 0) / SLOWEST_BYTES
