"""One round of research: feeds are read, an agent notes what the newest articles say, the library keeps it.

It reads what is public and what people hold of the shared catalogue; it sends a model nothing but the article.
"""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from advisors.library import notes
from advisors.models import ResearchNote
from advisors.note import Note
from advisors.researcher.feeds import Feed, UnknownFeedError, select_feeds
from advisors.researcher.fetching import FEED_CONTENT_TYPES, PAGE_CONTENT_TYPES, Fetcher, FetchError
from advisors.researcher.parsing import (
    MIN_ARTICLE_LENGTH,
    FeedItem,
    extract_article,
    find_symbols,
    is_about,
    parse_feed,
)
from people import acting_as_staff
from people.once import enqueue_once
from portfolios.models import Instrument

logger = logging.getLogger(__name__)

RESEARCH_TASK = "advisors.researcher.round.run_task"
SYSTEM_TERMS_PATH = "analysis.usage.model_terms.system_terms"
INTERVAL_HOURS = 2
MAX_ARTICLE_AGE = timedelta(days=14)
MAX_NOTES = 8
TIME_LIMIT_SECONDS = 200
"""Of one round, below the timeout of a task. What is left waits for the next round."""
NO_FEEDS_TEXT = "RESEARCH_FEEDS is not set: nothing is read."
NO_MODEL_TEXT = "No language model is configured for the researcher: skipped. Without one no note is written."


@dataclass
class RoundResult:
    """read: a feed and how many entries it had. skipped: what, and why. failed: so too, where something is wrong.

    why_not: nothing was read at all.
    """

    read: list[tuple[str, int]] = field(default_factory=list)
    written: list[ResearchNote] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    not_run_reason: str = ""


def run_round(*, now: datetime, topic: str = "", symbols: Sequence[str] = ()) -> RoundResult:
    """Safe to repeat: what the library holds is not read again. topic, symbols: only what is about them.

    Notes that wait for an embedding get one in any case. Raises UnknownFeed where the settings name none of ours.
    """
    feeds = select_feeds(settings.RESEARCH_FEEDS, settings.RESEARCH_HOSTS)
    if not feeds:
        done = RoundResult(not_run_reason=NO_FEEDS_TEXT)
    elif not has_model():
        done = RoundResult(not_run_reason=NO_MODEL_TEXT)
    else:
        done = _run_round_on_feeds(feeds, now, topic, symbols)
    notes.embed_pending_notes()
    return done


def _run_round_on_feeds(feeds: Sequence[Feed], now: datetime, topic: str, symbols: Sequence[str]) -> RoundResult:
    with acting_as_staff("research"):
        rows = (
            Instrument.objects.catalogue().filter(symbol__in=symbols)
            if symbols
            else Instrument.objects.held_catalogue()
        )
        instruments = list(rows.values_list("symbol", "name"))
    desk = ResearchRun(now, topic, bool(symbols), instruments)
    async_to_sync(desk.work)(feeds)
    return desk.round


def has_model() -> bool:
    return bool(load_system_terms().models.model_for_role("researcher"))


def load_system_terms() -> Any:
    """Named, not imported: what models may cost is booked by an app above this one."""
    return import_string(SYSTEM_TERMS_PATH)()


@dataclass
class ResearchRun:
    """One round at work. only_named: nothing but what names one of the instruments (symbol, name)."""

    now: datetime
    topic: str
    requires_symbol: bool
    instruments: list[tuple[str, str]]
    round: RoundResult = field(default_factory=RoundResult)
    fetchers: dict[Feed, Fetcher] = field(default_factory=dict)

    @cached_property
    def terms(self) -> Any:
        return load_system_terms()

    async def work(self, feeds: Sequence[Feed]) -> None:
        """Feeds one after the other, then their articles, the most wanted first; one reader a feed."""
        from advisors.runtime.litellm import close_connections

        try:
            async with AsyncExitStack() as stack, asyncio.timeout(TIME_LIMIT_SECONDS):
                for feed in feeds:
                    self.fetchers[feed] = await stack.enter_async_context(build_fetcher(feed))
                found = [entry for feed in feeds for entry in await self._read_feed(feed)]
                wanted = sorted(
                    found,
                    key=lambda entry: (not self._find_symbols(entry[1].words), -entry[1].published_at.timestamp()),
                )
                for feed, item in wanted[:MAX_NOTES]:
                    await self._note(feed, item)
                for _, item in wanted[MAX_NOTES:]:
                    self.round.skipped.append((item.title, "enough for one round, the next one takes it"))
        except TimeoutError:
            self.round.skipped.append(("The rest", f"{TIME_LIMIT_SECONDS} seconds are over, the next round takes it"))
        finally:
            await close_connections()

    async def _read_feed(self, feed: Feed) -> list[tuple[Feed, FeedItem]]:
        try:
            items = parse_feed(await self.fetchers[feed].get(feed.url, FEED_CONTENT_TYPES), feed.url)
        except FetchError as reason:
            self.round.failed.append((feed.title, str(reason)))
            return []
        self.round.read.append((feed.title, len(items)))
        known = await sync_to_async(_find_stored_keys)(items)
        kept = []
        for item in items:
            why = self._find_skip_reason(item) or ("it is in the library" if (item.url, item.title) in known else "")
            if why:
                self.round.skipped.append((item.title, why))
            else:
                kept.append((feed, item))
        return kept

    def _find_skip_reason(self, item: FeedItem) -> str:
        if not self.now - MAX_ARTICLE_AGE <= item.published_at <= self.now + timedelta(days=1):
            return f"not of the last {MAX_ARTICLE_AGE.days} days"
        if self.topic and not is_about(item, self.topic):
            return f"not about {self.topic}"
        if self.requires_symbol and not self._find_symbols(item.words):
            return "names none of these symbols"
        return ""

    def _find_symbols(self, words: str) -> tuple[str, ...]:
        return find_symbols(words, self.instruments)

    async def _note(self, feed: Feed, item: FeedItem) -> None:
        try:
            article = await self._read_article(feed, item)
            text = await self._write_points(item, article)
        except FetchError as reason:
            self.round.skipped.append((item.title, str(reason)))
        except NoteError as reason:
            self.round.failed.append((item.title, str(reason)))
        else:
            note = Note(item.title, text, item.url, item.published_at, self._find_symbols(f"{item.words}\n{article}"))
            row, _ = await sync_to_async(notes.store_note)(note)
            self.round.written.append(row)

    async def _read_article(self, feed: Feed, item: FeedItem) -> str:
        """The page's text, or the feed's own words where they say enough."""
        body = await self.fetchers[feed].get(item.url, PAGE_CONTENT_TYPES)
        article = await asyncio.to_thread(extract_article, body)
        if not article and len(item.summary) < MIN_ARTICLE_LENGTH:
            raise FetchError("there is no text to take notes of")
        return article or item.summary

    async def _write_points(self, item: FeedItem, article: str) -> str:
        """The text of the note; asked for once more where it cannot be kept."""
        from agents import AgentsException, gen_trace_id, trace

        from advisors.researcher import agent
        from advisors.tracing.recorder import recorder

        trace_id = gen_trace_id()
        try:
            with trace("Research", trace_id=trace_id):
                text, wrong = await agent.write_note(agent.Deps(item, article, self.topic), self.terms)
        except AgentsException as error:
            logger.warning("The researcher's model failed: %s", type(error).__name__)
            raise NoteError("the model did not answer with a note") from error
        finally:
            recorder.drain(trace_id)  # it belongs to no job: nothing of it is kept
        if wrong:
            raise NoteError(f"what the model wrote cannot be kept: {wrong[0].rstrip('.')}")
        return text


class NoteError(Exception):
    """An article of which no note could be made, and why."""


def build_fetcher(feed: Feed) -> Fetcher:
    return Fetcher(feed.allowed_hosts, contact=settings.RESEARCH_CONTACT)


def _find_stored_keys(items: Sequence[FeedItem]) -> set[tuple[str, str]]:
    """Address and title of what the library holds."""
    return set(ResearchNote.objects.filter(source__in=[i.url for i in items]).values_list("source", "topic"))


def run_task() -> str:
    """What the queue and the clock call by name; without configured feeds it touches nothing."""
    try:
        done = run_round(now=timezone.now())
    except UnknownFeedError as error:
        logger.error("RESEARCH_FEEDS: %s", error)
        return str(error)
    for what, why in done.failed:
        logger.warning("Research: %s: %s.", what, why)
    return (
        done.not_run_reason
        or f"{len(done.written)} notes written, {len(done.skipped)} skipped, {len(done.failed)} failed"
    )


def enqueue_when_due(now: datetime) -> bool:
    """Put the round into the queue every two hours, once for all workers, where there is anything it could do."""
    turn = f"research:{now.date()}:{now.hour // INTERVAL_HOURS}"
    has_work = settings.RESEARCH_FEEDS or settings.EMBEDDING_MODEL
    return bool(has_work) and enqueue_once(RESEARCH_TASK, occasion=turn, seconds=INTERVAL_HOURS * 3600)
