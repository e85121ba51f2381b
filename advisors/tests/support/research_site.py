"""A site with a feed, articles and robots.txt on the loopback, and every way it can misbehave."""

import threading
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from advisors.researcher import round
from advisors.researcher.fetching import Fetcher, FetchLimits

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


class Site:
    """answers: by path, status, headers and body."""

    def __init__(self):
        self.answers, self.asked, self.agents, self.drips = {}, [], set(), False
        self.released = threading.Event()

    def put(self, path, body="", kind="text/html; charset=utf-8", status=200, **headers):
        content = body if isinstance(body, bytes) else body.encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[path] = (status, {"Content-Type": kind, **named}, content)

    def publish(self, *items, path="/feed.xml"):
        self.put(path, FEED.format(items="".join(items)), kind="application/rss+xml")

    @property
    def pages(self):
        return [path for path in self.asked if path != "/robots.txt"]


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        site = self.server.site
        site.asked.append(self.path)
        site.agents.add(self.headers["User-Agent"])
        status, headers, body = site.answers.get(self.path, (404, {"Content-Type": "text/plain"}, b""))
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        with suppress(OSError):
            for part in [bytes([byte]) for byte in body] if site.drips else [body]:
                self.wfile.write(part)
                if site.drips:
                    site.released.wait(0.05)

    def log_message(self, *arguments):
        pass


@contextmanager
def serving(site):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads, server.site = True, site
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        site.released.set()
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def published(settings, monkeypatch):
    """A feed with one article, configured; its server is on the loopback."""
    made = Site()
    with serving(made) as made.address:
        settings.RESEARCH_FEEDS = ["https://127.0.0.1/feed.xml"]

        class Near(Fetcher):
            """Speaks to the loopback where it is asked for https."""

            async def get(self, url, kinds):
                return await super().get(url.replace("https://127.0.0.1", made.address), kinds)

        limits = FetchLimits(seconds=3, pause=0)
        monkeypatch.setattr(round, "fetcher", lambda feed: Near(feed.allowed_hosts, limits=limits, loopback=True))
        made.publish(item("Rates are cut", "/a"))
        made.put("/a", page())
        yield made
