from collections.abc import Awaitable, Callable
from typing import TypeVar

from asgiref.sync import sync_to_async

T = TypeVar("T")


def db_async(function: Callable[..., T]) -> Callable[..., Awaitable[T]]:
    """The ORM is synchronous: it runs on the worker's main thread, on its one connection."""
    return sync_to_async(function)
