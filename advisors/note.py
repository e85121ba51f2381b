"""A research note as agents and search see it."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

MAX_TOPIC_LENGTH, MAX_TEXT_LENGTH, MAX_SOURCE_LENGTH = 120, 8000, 500
MAX_SUBJECT_LENGTH, MAX_PUBLISHER_LENGTH, MAX_SOURCE_TITLE_LENGTH = 40, 120, 200


@dataclass(frozen=True)
class Note:
    """topic: the title it is cited by, one line. text: a few points, one line each. source: an https address.

    subject: the key of a subject that Alex's own notes are about; empty for notes of the researcher and of programs.
    publisher, source_title: of the source, where they are known. label: what readers and models are told about a note
    that a program added; empty for others.
    """

    topic: str
    text: str
    source: str
    published_at: datetime
    symbols: tuple[str, ...] = ()
    subject: str = ""
    publisher: str = ""
    source_title: str = ""
    label: str = ""

    @property
    def origin(self) -> str:
        """Return where it comes from: the title and the publisher where they are known, else the host."""
        return f"{self.source_title}, {self.publisher}" if self.publisher else self.host

    @property
    def host(self) -> str:
        return (urlsplit(self.source).hostname or "").removeprefix("www.")
