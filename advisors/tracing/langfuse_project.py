"""The project at Langfuse that is told of analyses. No SDK: pages and system checks ask here too."""

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

PROMPTS, PEOPLE = "prompts", "people"
ALL_MASKS = frozenset({PROMPTS, PEOPLE})
"""What can be masked: every text of a run; and who it was for, what they own and what they call it."""


@dataclass(frozen=True)
class LangfuseProject:
    """address: of the server, as Langfuse says it. seconds: how long a process waits for it at its end."""

    public_key: str = ""
    secret_key: str = field(default="", repr=False)
    address: str = ""
    masked: frozenset[str] = frozenset()
    seconds: int = 3

    @property
    def is_set(self) -> bool:
        return bool(self.public_key or self.secret_key)

    @property
    def is_ready(self) -> bool:
        return self.is_set and not any(self.find_errors())

    @property
    def has_personal_data(self) -> bool:
        """Whether a person's agreement is asked for: what is masked altogether says nothing of them."""
        return self.is_ready and not self.masked >= ALL_MASKS

    @property
    def words(self) -> str:
        return f"Langfuse at {urlsplit(self.address).netloc}"

    def find_errors(self) -> Iterator[str]:
        """What keeps it from being told anything; nothing where no key is set."""
        if not self.is_set:
            return
        if not (self.public_key and self.secret_key):
            yield f"{'LANGFUSE_SECRET_KEY' if self.public_key else 'LANGFUSE_PUBLIC_KEY'} is not set."
        if not _is_safe_address(self.address):
            yield f"LANGFUSE_BASE_URL must be an https address, or this machine's, not {self.address!r}."
        if unknown := self.masked - ALL_MASKS:
            yield f"LANGFUSE_MASK knows {PROMPTS} and {PEOPLE}, not {', '.join(sorted(unknown))}."


def _is_safe_address(address: str) -> bool:
    """Over https, or without leaving this machine; nothing in it that belongs to no server's address."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    is_plain = not (parts.username or parts.password or parts.query or parts.fragment)
    return bool(host) and is_plain and (parts.scheme == "https" or parts.scheme == "http" and _is_loopback(host))


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
