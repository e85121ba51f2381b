"""What feeds and pages say, as plain words: feedparser for feeds, trafilatura for articles. Bytes in, no network."""

import calendar
import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from advisors.library.thesaurus import find_synonyms, has_synonym
from advisors.note import LONGEST_SOURCE, LONGEST_TOPIC
from advisors.verification.parsing.names import is_named
from portfolios.cleaning import clean_text

TAG_PATTERN = re.compile(r"<[^<>]*>")
WORD_PATTERN = re.compile(r"[^\W_]{3,}")
COMPANY_SUFFIX_PATTERN = re.compile(
    r",?\s+(?:inc|corp|corporation|company|co|plc|ltd|limited|ag|sa|nv|se|holdings?|group)\b\.?", re.IGNORECASE
)
MAX_ARTICLE_LENGTH = 12_000
MIN_ARTICLE_LENGTH = 200
MAX_ITEMS = 50


@dataclass(frozen=True)
class FeedItem:
    """An entry of a feed."""

    title: str
    url: str
    published_at: datetime
    summary: str

    @property
    def words(self) -> str:
        return f"{self.title}. {self.summary}"


def parse_feed(body: bytes, feed_url: str) -> list[FeedItem]:
    """The dated entries of a feed with a title and an address, as the feed orders them; none where it is no feed."""
    import feedparser

    found = (_parse_entry(entry, feed_url) for entry in feedparser.parse(body).entries[:MAX_ITEMS])
    return [item for item in found if item is not None]


def _parse_entry(entry: Any, feed_url: str) -> FeedItem | None:
    at = entry.get("published_parsed") or dict.get(entry, "updated_parsed")
    title = strip_markup(entry.get("title", ""))[:LONGEST_TOPIC].strip()
    url = _resolve_url(feed_url, entry.get("link", "").strip())
    if not at or not title or not url:
        return None
    published_at = datetime.fromtimestamp(calendar.timegm(at), UTC)
    return FeedItem(title, url, published_at, strip_markup(entry.get("summary", "")))


def _resolve_url(feed_url: str, link: str) -> str:
    """Of an entry, whole and without a fragment; empty where it is none that we could keep."""
    try:
        url = urlsplit(urljoin(feed_url, link))._replace(fragment="").geturl()
    except ValueError:
        return ""
    return url if url.isascii() and url.isprintable() and len(url) <= LONGEST_SOURCE else ""


def strip_markup(markup: str) -> str:
    """Words without tags, entities and what hides between them."""
    return clean_text(html.unescape(TAG_PATTERN.sub(" ", html.unescape(markup))).replace("<", " ").replace(">", " "))


def extract_article(body: bytes) -> str:
    """The text of a page, without menus, links and pictures; empty where there is none worth a note."""
    import trafilatura

    text = trafilatura.extract(
        body, include_comments=False, include_links=False, include_images=False, include_tables=False
    )
    lines = [line for line in map(strip_markup, (text or "").splitlines()) if line]
    return "\n".join(lines)[:MAX_ARTICLE_LENGTH] if sum(map(len, lines)) >= MIN_ARTICLE_LENGTH else ""


def is_about(item: FeedItem, topic: str) -> bool:
    """All words of the topic are in title or summary, or a term of finance is that both name in their own way."""
    said = item.words.casefold()
    words = WORD_PATTERN.findall(topic.casefold())
    return (
        bool(words)
        and all(word in said for word in words)
        or any(has_synonym(item.words, n) for n in find_synonyms(topic))
    )


def find_symbols(text: str, instruments: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """The symbols of the instruments (symbol, name) that the text names, by symbol or by name."""
    return tuple(sorted({symbol for symbol, name in instruments if _is_instrument_named(symbol, name, text)}))


def _is_instrument_named(symbol: str, name: str, text: str) -> bool:
    """Short symbols are words of too many texts: they count in brackets or after their exchange."""
    if len(symbol) <= 2:
        by_symbol = re.search(rf"[(:]\s?{re.escape(symbol)}\)", text) is not None
    else:
        by_symbol = re.search(rf"(?<![\w.]){re.escape(symbol)}(?!\w|\.\w)", text) is not None
    company = COMPANY_SUFFIX_PATTERN.sub("", name).strip()
    return by_symbol or (len(company) > 3 and is_named(company, text))
