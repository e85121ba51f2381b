"""Call the ORM from async code."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from asgiref.sync import sync_to_async

T = TypeVar("T")


def db_async(function: Callable[..., T]) -> Callable[..., Awaitable[T]]:
    """Return an awaitable form of a function that uses the ORM. It runs on the main thread, on its connection."""
    return sync_to_async(function)
