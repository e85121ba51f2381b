"""Read feeds (feedparser) and articles (trafilatura) as plain text. Bytes in, no network."""

import calendar
import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

from advisors.library.thesaurus import find_synonyms, has_synonym
from advisors.note import MAX_SOURCE_LENGTH, MAX_TOPIC_LENGTH
from advisors.pasted.names import is_named
from portfolios.cleaning import clean_text

TAG_PATTERN = re.compile(r"<[^<>]*>")
WORD_PATTERN = re.compile(r"[^\W_]{3,}")
COMPANY_SUFFIX_PATTERN = re.compile(
    r",?(?<!\s)\s+(?:inc|corp|corporation|company|co|plc|ltd|limited|ag|sa|nv|se|holdings?|group)\b\.?", re.IGNORECASE
)
MAX_ARTICLE_LENGTH = 12_000
MIN_ARTICLE_LENGTH = 200
MAX_ITEMS = 50


@dataclass(frozen=True)
class FeedItem:
    """One entry of a feed."""

    title: str
    url: str
    published_at: datetime
    summary: str

    @property
    def text(self) -> str:
        return f"{self.title}. {self.summary}"


def parse_feed(body: bytes, feed_url: str) -> list[FeedItem]:
    """Return the entries with a date, a title and a valid address, in the feed's order; none if it is no feed.

    An address is absolute and has no fragment. One that is too long to store is invalid.
    """
    import feedparser

    items = []
    for entry in feedparser.parse(body).entries[:MAX_ITEMS]:
        date = entry.get("published_parsed") or dict.get(entry, "updated_parsed")
        title = strip_markup(entry.get("title", ""))[:MAX_TOPIC_LENGTH].strip()
        try:
            url = urlsplit(urljoin(feed_url, entry.get("link", "").strip()))._replace(fragment="").geturl()
        except ValueError:
            continue
        is_valid = url.isascii() and url.isprintable() and 0 < len(url) <= MAX_SOURCE_LENGTH
        if date and title and is_valid:
            published_at = datetime.fromtimestamp(calendar.timegm(date), UTC)
            items.append(FeedItem(title, url, published_at, strip_markup(entry.get("summary", ""))))
    return items


def strip_markup(markup: str) -> str:
    """Return the text without tags, entities and hidden characters."""
    return clean_text(html.unescape(TAG_PATTERN.sub(" ", html.unescape(markup))).replace("<", " ").replace(">", " "))


def extract_article(body: bytes) -> str:
    """Return a page's text without menus, links and pictures; empty if it is too short for a note."""
    import trafilatura

    text = trafilatura.extract(
        body, include_comments=False, include_links=False, include_images=False, include_tables=False
    )
    lines = [line for line in map(strip_markup, (text or "").splitlines()) if line]
    return "\n".join(lines)[:MAX_ARTICLE_LENGTH] if sum(map(len, lines)) >= MIN_ARTICLE_LENGTH else ""


def is_about(item: FeedItem, topic: str) -> bool:
    """Return whether title and summary contain all words of the topic, or a synonym of a financial term in it."""
    text = item.text.casefold()
    words = WORD_PATTERN.findall(topic.casefold())
    return (
        bool(words)
        and all(word in text for word in words)
        or any(has_synonym(item.text, term) for term in find_synonyms(topic))
    )


def find_symbols(text: str, instruments: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Return the symbols of the instruments (symbol, name) that the text mentions by symbol or name, sorted.

    Symbols of one or two letters are common words, so these count only in brackets or after their exchange.
    """
    found = set()
    for symbol, name in instruments:
        escaped, company = re.escape(symbol), COMPANY_SUFFIX_PATTERN.sub("", name).strip()
        pattern = rf"[(:]\s?{escaped}\)" if len(symbol) <= 2 else rf"(?<![\w.]){escaped}(?!\w|\.\w)"
        if re.search(pattern, text) or (len(company) > 3 and is_named(company, text)):
            found.add(symbol)
    return tuple(sorted(found))
