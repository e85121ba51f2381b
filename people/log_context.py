"""What a log line is about: the request, the person as a hash, the job and the agent."""

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from uuid import UUID

from django.conf import settings

from people.sign_in.addresses import AddressRefused, normal_address

_context: ContextVar[Mapping[str, str]] = ContextVar("log_context", default=MappingProxyType({}))


@contextmanager
def log_context(**values: str) -> Iterator[None]:
    """Add names and values to every log line inside the block, also to those of its tasks and threads of asgiref."""
    token = _context.set({**_context.get(), **values})
    try:
        yield
    finally:
        _context.reset(token)


def current_log_context() -> Mapping[str, str]:
    return _context.get()


def hash_address(address: str) -> str:
    """Return twelve characters that are the same for the same address, in whatever form it was typed."""
    try:
        return hash_user(normal_address(address))
    except AddressRefused:
        return hash_user(address.strip().lower())


def hash_user(user_id: UUID | str) -> str:
    """Return twelve characters that are the same for the same user, and that only our own key can make."""
    return hmac.new(settings.SECRET_KEY.encode(), str(user_id).encode(), hashlib.sha256).hexdigest()[:12]
