"""The feeds the researcher may read. Some ship with Alex, all switched off; settings name the ones to read."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

FEEDS_FILE = Path(__file__).parent / "data" / "feeds.json"
ALL_FEEDS = "all"


class UnknownFeedError(Exception):
    """The settings name a feed that is none."""


@dataclass(frozen=True)
class Feed:
    """hosts: where its articles lie, beside the feed's own host."""

    name: str
    title: str
    url: str
    hosts: tuple[str, ...] = ()

    @property
    def allowed_hosts(self) -> frozenset[str]:
        return frozenset({urlsplit(self.url).hostname or "", *self.hosts})


@cache
def load_shipped_feeds() -> tuple[Feed, ...]:
    rows = json.loads(FEEDS_FILE.read_text(encoding="utf-8"))
    return tuple(Feed(row["name"], row["title"], row["url"], tuple(row.get("hosts", ()))) for row in rows)


def select_feeds(words: Sequence[str], hosts: Iterable[str] = ()) -> tuple[Feed, ...]:
    """The feeds that these words name: a shipped one, all of those, or any https address. hosts: of their articles."""
    more = tuple(host.lower() for host in hosts)
    found: list[Feed] = []
    for word in words:
        if word == ALL_FEEDS:
            found += load_shipped_feeds()
        elif word.startswith("https://") and urlsplit(word).hostname:
            found.append(Feed(word, urlsplit(word).hostname or "", word, more))
        else:
            found.append(_find_shipped_feed(word))
    return tuple(dict.fromkeys(found))


def _find_shipped_feed(name: str) -> Feed:
    for feed in load_shipped_feeds():
        if feed.name == name:
            return feed
    known = ", ".join(feed.name for feed in load_shipped_feeds())
    raise UnknownFeedError(f"There is no feed {name}. Name {known}, {ALL_FEEDS}, or an https address.")
