"""The feeds the researcher may read. Some ship with Alex, all switched off; settings name the ones to read."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

FILE = Path(__file__).parent / "data" / "feeds.json"
ALL = "all"


class UnknownFeed(Exception):
    """The settings name a feed that is none."""


@dataclass(frozen=True)
class Feed:
    """hosts: where its articles lie, beside the feed's own host."""

    name: str
    title: str
    url: str
    hosts: tuple[str, ...] = ()

    @property
    def allowed(self) -> frozenset[str]:
        return frozenset({urlsplit(self.url).hostname or "", *self.hosts})


@cache
def shipped() -> tuple[Feed, ...]:
    rows = json.loads(FILE.read_text(encoding="utf-8"))
    return tuple(Feed(row["name"], row["title"], row["url"], tuple(row.get("hosts", ()))) for row in rows)


def chosen(words: Sequence[str], hosts: Iterable[str] = ()) -> tuple[Feed, ...]:
    """The feeds that these words name: a shipped one, all of those, or any https address. hosts: of their articles."""
    more = tuple(host.lower() for host in hosts)
    found: list[Feed] = []
    for word in words:
        if word == ALL:
            found += shipped()
        elif word.startswith("https://") and urlsplit(word).hostname:
            found.append(Feed(word, urlsplit(word).hostname or "", word, more))
        else:
            found.append(_shipped(word))
    return tuple(dict.fromkeys(found))


def _shipped(name: str) -> Feed:
    for feed in shipped():
        if feed.name == name:
            return feed
    known = ", ".join(feed.name for feed in shipped())
    raise UnknownFeed(f"There is no feed {name}. Name {known}, {ALL}, or an https address.")
