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
from advisors.researcher.fetching import FEEDS, PAGES, Fetcher, NotRead
from advisors.researcher.reading import SHORTEST_ARTICLE, Item, article_of, is_about, items_of, symbols_in
from advisors.researcher.sources import Feed, UnknownFeed, chosen
from people import acting_as_staff
from people.once import send_once
from portfolios.models import Instrument

logger = logging.getLogger(__name__)

TASK = "advisors.researcher.round.run_task"
TERMS = "analysis.usage.terms.of_the_house"
EVERY_HOURS = 2
NEWEST = timedelta(days=14)
MOST_NOTES = 8
SECONDS = 200
"""Of one round, below the timeout of a task. What is left waits for the next round."""
NOTHING_CONFIGURED = "RESEARCH_FEEDS is not set: nothing is read."
NO_MODEL = "No language model is configured for the researcher: skipped. Without one no note is written."


@dataclass
class Round:
    """read: a feed and how many entries it had. skipped: what, and why. failed: so too, where something is wrong.

    why_not: nothing was read at all.
    """

    read: list[tuple[str, int]] = field(default_factory=list)
    written: list[ResearchNote] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    why_not: str = ""


def research(*, now: datetime, topic: str = "", symbols: Sequence[str] = ()) -> Round:
    """Safe to repeat: what the library holds is not read again. topic, symbols: only what is about them.

    Notes that wait for an embedding get one in any case. Raises UnknownFeed where the settings name none of ours.
    """
    feeds = chosen(settings.RESEARCH_FEEDS, settings.RESEARCH_HOSTS)
    if not feeds:
        done = Round(why_not=NOTHING_CONFIGURED)
    elif not has_model():
        done = Round(why_not=NO_MODEL)
    else:
        done = _read(feeds, now, topic, symbols)
    notes.embed_waiting()
    return done


def _read(feeds: Sequence[Feed], now: datetime, topic: str, symbols: Sequence[str]) -> Round:
    with acting_as_staff("research"):
        rows = (
            Instrument.objects.catalogue().filter(symbol__in=symbols)
            if symbols
            else Instrument.objects.held_catalogue()
        )
        instruments = list(rows.values_list("symbol", "name"))
    desk = Desk(now, topic, bool(symbols), instruments)
    async_to_sync(desk.work)(feeds)
    return desk.round


def has_model() -> bool:
    return bool(house_terms().models.playing("researcher"))


def house_terms() -> Any:
    """Named, not imported: what models may cost is booked by an app above this one."""
    return import_string(TERMS)()


@dataclass
class Desk:
    """One round at work. only_named: nothing but what names one of the instruments (symbol, name)."""

    now: datetime
    topic: str
    only_named: bool
    instruments: list[tuple[str, str]]
    round: Round = field(default_factory=Round)
    readers: dict[Feed, Fetcher] = field(default_factory=dict)

    @cached_property
    def terms(self) -> Any:
        return house_terms()

    async def work(self, feeds: Sequence[Feed]) -> None:
        """Feeds one after the other, then their articles, the most wanted first; one reader a feed."""
        from advisors.runtime.litellm import close_connections

        try:
            async with AsyncExitStack() as stack, asyncio.timeout(SECONDS):
                for feed in feeds:
                    self.readers[feed] = await stack.enter_async_context(fetcher(feed))
                found = [entry for feed in feeds for entry in await self._entries(feed)]
                wanted = sorted(
                    found, key=lambda entry: (not self._named(entry[1].words), -entry[1].published_at.timestamp())
                )
                for feed, item in wanted[:MOST_NOTES]:
                    await self._note(feed, item)
                for _, item in wanted[MOST_NOTES:]:
                    self.round.skipped.append((item.title, "enough for one round, the next one takes it"))
        except TimeoutError:
            self.round.skipped.append(("The rest", f"{SECONDS} seconds are over, the next round takes it"))
        finally:
            await close_connections()

    async def _entries(self, feed: Feed) -> list[tuple[Feed, Item]]:
        try:
            items = items_of(await self.readers[feed].get(feed.url, FEEDS), feed.url)
        except NotRead as reason:
            self.round.failed.append((feed.title, str(reason)))
            return []
        self.round.read.append((feed.title, len(items)))
        known = await sync_to_async(_known)(items)
        kept = []
        for item in items:
            why = self._unwanted(item) or ("it is in the library" if (item.url, item.title) in known else "")
            if why:
                self.round.skipped.append((item.title, why))
            else:
                kept.append((feed, item))
        return kept

    def _unwanted(self, item: Item) -> str:
        if not self.now - NEWEST <= item.published_at <= self.now + timedelta(days=1):
            return f"not of the last {NEWEST.days} days"
        if self.topic and not is_about(item, self.topic):
            return f"not about {self.topic}"
        if self.only_named and not self._named(item.words):
            return "names none of these symbols"
        return ""

    def _named(self, words: str) -> tuple[str, ...]:
        return symbols_in(words, self.instruments)

    async def _note(self, feed: Feed, item: Item) -> None:
        try:
            article = await self._article(feed, item)
            text = await self._points(item, article)
        except NotRead as reason:
            self.round.skipped.append((item.title, str(reason)))
        except NotNoted as reason:
            self.round.failed.append((item.title, str(reason)))
        else:
            note = Note(item.title, text, item.url, item.published_at, self._named(f"{item.words}\n{article}"))
            row, _ = await sync_to_async(notes.store)(note)
            self.round.written.append(row)

    async def _article(self, feed: Feed, item: Item) -> str:
        """The page's text, or the feed's own words where they say enough."""
        body = await self.readers[feed].get(item.url, PAGES)
        article = await asyncio.to_thread(article_of, body)
        if not article and len(item.summary) < SHORTEST_ARTICLE:
            raise NotRead("there is no text to take notes of")
        return article or item.summary

    async def _points(self, item: Item, article: str) -> str:
        """The text of the note; asked for once more where it cannot be kept."""
        from agents import AgentsException, gen_trace_id, trace

        from advisors.researcher import agent
        from advisors.tracing.recorder import recorder

        trace_id = gen_trace_id()
        try:
            with trace("Research", trace_id=trace_id):
                text, wrong = await agent.noted(agent.Deps(item, article, self.topic), self.terms)
        except AgentsException as error:
            logger.warning("The researcher's model failed: %s", type(error).__name__)
            raise NotNoted("the model did not answer with a note") from error
        finally:
            recorder.drain(trace_id)  # it belongs to no job: nothing of it is kept
        if wrong:
            raise NotNoted(f"what the model wrote cannot be kept: {wrong[0].rstrip('.')}")
        return text


class NotNoted(Exception):
    """An article of which no note could be made, and why."""


def fetcher(feed: Feed) -> Fetcher:
    return Fetcher(feed.allowed, contact=settings.RESEARCH_CONTACT)


def _known(items: Sequence[Item]) -> set[tuple[str, str]]:
    """Address and title of what the library holds."""
    return set(ResearchNote.objects.filter(source__in=[i.url for i in items]).values_list("source", "topic"))


def run_task() -> str:
    """What the queue and the clock call by name; without configured feeds it touches nothing."""
    try:
        done = research(now=timezone.now())
    except UnknownFeed as error:
        logger.error("RESEARCH_FEEDS: %s", error)
        return str(error)
    for what, why in done.failed:
        logger.warning("Research: %s: %s.", what, why)
    return done.why_not or f"{len(done.written)} notes written, {len(done.skipped)} skipped, {len(done.failed)} failed"


def send_when_due(now: datetime) -> bool:
    """Put the round into the queue every two hours, once for all workers, where there is anything it could do."""
    turn = f"research:{now.date()}:{now.hour // EVERY_HOURS}"
    has_work = settings.RESEARCH_FEEDS or settings.EMBEDDING_MODEL
    return bool(has_work) and send_once(TASK, occasion=turn, seconds=EVERY_HOURS * 3600)
