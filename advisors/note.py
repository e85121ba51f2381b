"""A research note as agents and search see it."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

MAX_TOPIC_LENGTH, MAX_TEXT_LENGTH, MAX_SOURCE_LENGTH = 120, 8000, 500


@dataclass(frozen=True)
class Note:
    """topic: the title it is cited by, one line. text: a few points, one line each. source: an https address."""

    topic: str
    text: str
    source: str
    published_at: datetime
    symbols: tuple[str, ...] = ()

    @property
    def host(self) -> str:
        return (urlsplit(self.source).hostname or "").removeprefix("www.")
