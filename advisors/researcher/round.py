"""One round of research: read the configured feeds, let an agent note what the newest articles say, store the notes.

It reads public pages and which instruments of the catalogue people hold. It sends a model only the article.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings

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
from people.isolation.purposes import Purpose
from people.shared_cache.once import enqueue_once
from portfolios.models import Instrument

if TYPE_CHECKING:  # it needs the Agents SDK, which only a worker imports
    from advisors.budget.terms import RunTerms

logger = logging.getLogger(__name__)

INTERVAL_HOURS = 2
MAX_ARTICLE_AGE = timedelta(days=14)
MAX_NOTES = 8
TIME_LIMIT_SECONDS = 200
"""Of one round, below the timeout of a task. The next round reads the rest."""
JOB_SECONDS = 75
"""Of the round of one person's job, well below the deadline of an analysis."""
TRACE_GROUP = "research"
"""Groups the traces of a round for the recorder. A process runs one round at a time."""
NO_FEEDS_TEXT = "RESEARCH_FEEDS is not set: nothing is read."
NO_MODEL_TEXT = "No language model is configured for the researcher, so no notes are written."
TermsLoader = Callable[[], "RunTerms"]
"""Returns the model and the limits that apply to notes of public articles; the app above keeps both."""


@dataclass
class RoundResult:
    """What a round read (feed and number of entries) and wrote. skipped, failed: a title and the reason.

    not_run_reason: set if nothing was read at all.
    """

    feeds_read: list[tuple[str, int]] = field(default_factory=list)
    written: list[ResearchNote] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    not_run_reason: str = ""


def run_round(*, now: datetime, load_terms: TermsLoader, topic: str = "", symbols: Sequence[str] = ()) -> RoundResult:
    """Read the feeds and write notes. topic, symbols: read only articles about these.

    Safe to repeat: articles in the library are not read again. Notes that wait for an embedding get one in any case.
    Raises UnknownFeedError.
    """
    feeds = select_feeds(settings.RESEARCH_FEEDS, settings.RESEARCH_HOSTS)
    if not feeds:
        result = RoundResult(not_run_reason=NO_FEEDS_TEXT)
    elif not (terms := load_terms()).models.model_for_role("researcher"):
        result = RoundResult(not_run_reason=NO_MODEL_TEXT)
    else:
        run = ResearchRun(now, terms, topic, bool(symbols), load_instruments(symbols), TIME_LIMIT_SECONDS)
        async_to_sync(run.read_and_close)(feeds)
        result = run.result
    notes.embed_pending_notes()
    return result


async def read_about(symbols: Sequence[str], terms: "RunTerms", *, now: datetime) -> RoundResult:
    """Read articles about these symbols of the catalogue, inside a job and with its terms. Notes go to the library."""
    try:
        feeds = select_feeds(settings.RESEARCH_FEEDS, settings.RESEARCH_HOSTS)
    except UnknownFeedError as error:
        logger.error("RESEARCH_FEEDS: %s", error)
        feeds = ()
    if not feeds:
        return RoundResult(not_run_reason=NO_FEEDS_TEXT)
    if not terms.models.model_for_role("researcher"):
        return RoundResult(not_run_reason=NO_MODEL_TEXT)
    run = ResearchRun(now, terms, "", True, await sync_to_async(load_instruments)(symbols), JOB_SECONDS)
    await run.read_feeds(feeds)
    notes.enqueue_embedding()
    return run.result


def load_instruments(symbols: Sequence[str]) -> list[tuple[str, str]]:
    """Return symbol and name of these instruments of the catalogue, or of all that somebody holds."""
    with acting_as_staff(Purpose.RESEARCH):
        catalogue = Instrument.objects.catalogue().filter(symbol__in=symbols)
        rows = catalogue if symbols else Instrument.objects.held_catalogue()
        return list(rows.values_list("symbol", "name"))


@dataclass
class ResearchRun:
    """One round while it runs. requires_symbol: skip articles that mention none of the instruments (symbol, name)."""

    now: datetime
    terms: "RunTerms"
    topic: str
    requires_symbol: bool
    instruments: list[tuple[str, str]]
    seconds: float
    result: RoundResult = field(default_factory=RoundResult)
    fetchers: dict[Feed, Fetcher] = field(default_factory=dict)

    async def read_and_close(self, feeds: Sequence[Feed]) -> None:
        """Read the feeds, then close the connections to the model."""
        from advisors.runtime.litellm import close_connections

        try:
            await self.read_feeds(feeds)
        finally:
            await close_connections()

    async def read_feeds(self, feeds: Sequence[Feed]) -> None:
        """Read one feed after the other, then the articles: first those that mention what people hold, then newest."""
        try:
            async with AsyncExitStack() as stack, asyncio.timeout(self.seconds):
                for feed in feeds:
                    self.fetchers[feed] = await stack.enter_async_context(build_fetcher(feed))
                entries = [entry for feed in feeds for entry in await self._read_feed(feed)]
                entries.sort(
                    key=lambda entry: (not self._find_symbols(entry[1].text), -entry[1].published_at.timestamp())
                )
                for feed, item in entries[:MAX_NOTES]:
                    await self._add_note(feed, item)
                for _, item in entries[MAX_NOTES:]:
                    self.result.skipped.append((item.title, "this round has enough, the next one reads it"))
        except TimeoutError:
            self.result.skipped.append(("The rest", f"{self.seconds} seconds are over, the next round reads it"))

    async def _read_feed(self, feed: Feed) -> list[tuple[Feed, FeedItem]]:
        """Return the entries to read; record why others are skipped."""
        try:
            items = parse_feed(await self.fetchers[feed].get(feed.url, FEED_CONTENT_TYPES), feed.url)
        except FetchError as error:
            self.result.failed.append((feed.title, str(error)))
            return []
        self.result.feeds_read.append((feed.title, len(items)))
        known = ResearchNote.objects.exclude(
            state=ResearchNote.State.PENDING
        )  # a waiting note of a program is replaced
        rows = known.filter(source__in=[item.url for item in items])
        stored = {key async for key in rows.values_list("source", "topic")}
        wanted = []
        for item in items:
            if not self.now - MAX_ARTICLE_AGE <= item.published_at <= self.now + timedelta(days=1):
                reason = f"not from the last {MAX_ARTICLE_AGE.days} days"
            elif self.topic and not is_about(item, self.topic):
                reason = f"not about {self.topic}"
            elif self.requires_symbol and not self._find_symbols(item.text):
                reason = "mentions none of these symbols"
            elif (item.url, item.title) in stored:
                reason = "it is in the library"
            else:
                wanted.append((feed, item))
                continue
            self.result.skipped.append((item.title, reason))
        return wanted

    def _find_symbols(self, text: str) -> tuple[str, ...]:
        return find_symbols(text, self.instruments)

    async def _add_note(self, feed: Feed, item: FeedItem) -> None:
        """Take notes of the page's text, or of the feed's summary if the page has none."""
        try:
            body = await self.fetchers[feed].get(item.url, PAGE_CONTENT_TYPES)
            article = await asyncio.to_thread(extract_article, body) or item.summary
            if len(article) < MIN_ARTICLE_LENGTH:
                raise FetchError("it has no text to take notes from")
            text = await self._write_points(item, article)
        except FetchError as error:
            self.result.skipped.append((item.title, str(error)))
        except NoteError as error:
            self.result.failed.append((item.title, str(error)))
        else:
            note = Note(item.title, text, item.url, item.published_at, self._find_symbols(f"{item.text}\n{article}"))
            row, _ = await sync_to_async(notes.store_note)(note)
            self.result.written.append(row)

    async def _write_points(self, item: FeedItem, article: str) -> str:
        """Return the text of the note. Raises NoteError."""
        from agents import AgentsException, gen_trace_id, get_current_trace, trace

        from advisors.researcher import agent
        from advisors.tracing.recorder import recorder

        trace_id, in_job = gen_trace_id(), get_current_trace() is not None
        try:
            with nullcontext() if in_job else trace("Research", trace_id=trace_id, group_id=TRACE_GROUP):
                text, errors = await agent.write_note(agent.Deps(item, article, self.topic), self.terms)
        except AgentsException as error:
            logger.warning("The researcher's model failed: %s", type(error).__name__)
            raise NoteError("the model did not answer with a note") from error
        finally:
            recorder.drain(trace_id)  # it belongs to no job, so nothing of it is stored here
        if errors:
            raise NoteError(f"the model's note cannot be stored: {errors[0].rstrip('.')}")
        return text


class NoteError(Exception):
    """No note could be written about an article. The message is the reason."""


def build_fetcher(feed: Feed) -> Fetcher:
    return Fetcher(feed.allowed_hosts, contact=settings.RESEARCH_CONTACT)


def run_scheduled_round(run: Callable[[], RoundResult]) -> str:
    """Run a round and return one line for the log. Without configured feeds it touches nothing."""
    try:
        result = run()
    except UnknownFeedError as error:
        logger.error("RESEARCH_FEEDS: %s", error)
        return str(error)
    for title, reason in result.failed:
        logger.warning("Research: %s: %s.", title, reason)
    counts = f"{len(result.written)} notes written, {len(result.skipped)} skipped, {len(result.failed)} failed"
    return result.not_run_reason or counts


def enqueue_when_due(now: datetime, task: str) -> bool:
    """Enqueue the task of a round every two hours, once for all workers, if feeds or embeddings are configured."""
    slot = f"research:{now.date()}:{now.hour // INTERVAL_HOURS}"
    has_work = settings.RESEARCH_FEEDS or settings.EMBEDDING_MODEL
    return bool(has_work) and enqueue_once(task, occasion=slot, seconds=INTERVAL_HOURS * 3600)
