"""A stub of a news site: a feed, articles, robots.txt and several faults."""

from contextlib import contextmanager
from dataclasses import replace

from advisors.researcher import round
from advisors.researcher.fetching import Fetcher, FetchLimits
from people.tests.support.http_server import Reply, StubServer

WORDS = "The central bank lowered its rate by 0.25 points, the second cut of the year, and said that prices rise less. "
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{items}</channel></rss>"""
ITEM = (
    "<item><title>{title}</title><link>{link}</link><pubDate>{at}</pubDate><description>{summary}</description></item>"
)
TODAY = "Fri, 20 Nov 2026 15:00:00 GMT"


def item(title, link, at=TODAY, summary="In short."):
    return ITEM.format(title=title, link=link, at=at, summary=summary)


def page(text=WORDS * 5, title="Rates are cut"):
    menu = "<nav><a href='/'>Home</a> <a href='/about'>About us</a></nav>"
    article = f"<article><h1>{title}</h1><p>{text}</p></article>"
    return f"<html><head><title>{title}</title></head><body>{menu}{article}</body></html>"


class Site(StubServer):
    """`replies` are by path. `asked` holds the paths of all requests, `agents` their User-Agent headers."""

    def __init__(self):
        super().__init__()
        self.replies, self.asked, self.agents, self.drips = {}, [], set(), False

    def answer(self, request):
        self.asked.append(request.path)
        self.agents.add(request.headers["User-Agent"])
        reply = self.replies.get(request.path, Reply(status=404, headers={"Content-Type": "text/plain"}))
        return replace(reply, drip_seconds=0.05) if self.drips else reply

    def put(self, path, body="", kind="text/html; charset=utf-8", status=200, **headers):
        content = body if isinstance(body, bytes) else body.encode()
        header_values = {name.replace("_", "-"): value for name, value in headers.items()}
        self.replies[path] = Reply(content, status, {"Content-Type": kind, **header_values})

    def publish(self, *items, path="/feed.xml"):
        self.put(path, FEED.format(items="".join(items)), kind="application/rss+xml")

    @property
    def pages(self):
        return [path for path in self.asked if path != "/robots.txt"]


@contextmanager
def published(settings, monkeypatch):
    """Serve a feed with one article on the loopback and configure it."""
    with Site().serve() as site:
        settings.RESEARCH_FEEDS = ["https://127.0.0.1/feed.xml"]

        class LoopbackFetcher(Fetcher):
            """Request https addresses from the stub by http."""

            async def get(self, url, kinds):
                return await super().get(url.replace("https://127.0.0.1", site.url), kinds)

        limits = FetchLimits(seconds=3, pause_seconds=0)
        monkeypatch.setattr(
            round, "build_fetcher", lambda feed: LoopbackFetcher(feed.allowed_hosts, limits=limits, allow_loopback=True)
        )
        site.publish(item("Rates are cut", "/a"))
        site.put("/a", page())
        yield site
