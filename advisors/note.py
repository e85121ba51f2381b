"""A research note as agents and search see it."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

LONGEST_TOPIC, LONGEST_TEXT, LONGEST_SOURCE = 120, 8000, 500


@dataclass(frozen=True)
class Note:
    """topic: one line, the title it is cited by. text: a few points, a line each. source: an https address."""

    topic: str
    text: str
    source: str
    published_at: datetime
    symbols: tuple[str, ...] = ()

    @property
    def host(self) -> str:
        return (urlsplit(self.source).hostname or "").removeprefix("www.")
