"""The feeds that the researcher may read. Some ship with Alex, switched off; settings name the ones to read."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

FEEDS_FILE = Path(__file__).parent / "data" / "feeds.json"
ALL_FEEDS = "all"


class UnknownFeedError(Exception):
    """The settings name a feed that does not exist."""


@dataclass(frozen=True)
class Feed:
    """One feed. hosts: where its articles are, besides the feed's own host."""

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


def select_feeds(names: Sequence[str], hosts: Iterable[str] = ()) -> tuple[Feed, ...]:
    """Return the named feeds: shipped ones by name, "all" of them, or any https address.

    hosts: where articles of the feeds given by address may be. Raises UnknownFeedError.
    """
    article_hosts = tuple(host.lower() for host in hosts)
    shipped = {feed.name: feed for feed in load_shipped_feeds()}
    feeds: list[Feed] = []
    for name in names:
        if name == ALL_FEEDS:
            feeds += load_shipped_feeds()
        elif name.startswith("https://") and urlsplit(name).hostname:
            feeds.append(Feed(name, urlsplit(name).hostname or "", name, article_hosts))
        elif name in shipped:
            feeds.append(shipped[name])
        else:
            raise UnknownFeedError(
                f"There is no feed {name}. Choose {', '.join(shipped)}, {ALL_FEEDS}, or an https address."
            )
    return tuple(dict.fromkeys(feeds))
