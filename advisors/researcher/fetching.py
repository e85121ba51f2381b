"""Reading from the internet with a leash: only the hosts of configured feeds, only public addresses, a little at a
time, and only what robots.txt lets us.

No agent calls this. A model never chooses an address.
"""

import asyncio
import ipaddress
import socket
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import httpcore
import httpx

USER_AGENT_NAME = "AlexResearcher"
MAX_REDIRECTS = 3
FEED_CONTENT_TYPES = ("xml", "rss", "atom")
PAGE_CONTENT_TYPES = ("text/html", "application/xhtml+xml")


class FetchError(Exception):
    """An address that was not read, and why, in words."""


@dataclass(frozen=True)
class FetchLimits:
    """seconds: for one document with all its redirects. pause: between two requests to one host."""

    seconds: float = 15
    max_bytes: int = 2_000_000
    pause: float = 1


def format_user_agent(contact: str) -> str:
    """Who we say we are."""
    return f"{USER_AGENT_NAME}/1.0 (+{contact})" if contact else f"{USER_AGENT_NAME}/1.0"


def is_public(address: str) -> bool:
    """Neither private, loopback, link-local nor any other way back into our own network."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address) and (ip not in IPV6_UNICAST or ip.sixtofour or ip.teredo):
        return False
    return ip.is_global and not ip.is_multicast


IPV6_UNICAST = ipaddress.ip_network("2000::/3")
"""All that is given out of IPv6. What lies outside may hold an address of IPv4, which leads anywhere."""


class PublicNetworkBackend(httpcore.AnyIOBackend):
    """Resolves a name itself and connects to the very address it has looked at: a second answer changes nothing."""

    def __init__(self, loopback: bool) -> None:
        super().__init__()
        self.loopback = loopback

    async def connect_tcp(self, host: str, port: int, *args: Any, **options: Any) -> httpcore.AsyncNetworkStream:
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise FetchError(f"the name {host} is not known") from error
        addresses = [str(place[4][0]) for place in found]
        if not addresses or not all(map(self._can_connect, addresses)):
            raise FetchError(f"{host} is not on the public internet")
        return await super().connect_tcp(addresses[0], port, *args, **options)

    def _can_connect(self, address: str) -> bool:
        return is_public(address) or (self.loopback and ipaddress.ip_address(address).is_loopback)


class PublicTransport(httpx.AsyncHTTPTransport):
    def __init__(self, loopback: bool) -> None:
        super().__init__(trust_env=False)
        context = httpx.create_ssl_context(trust_env=False)
        self._pool = httpcore.AsyncConnectionPool(ssl_context=context, network_backend=PublicNetworkBackend(loopback))


class Fetcher:
    """hosts: the only ones asked. loopback: for tests, whose server is on this machine and speaks plain http."""

    def __init__(
        self, hosts: Iterable[str], *, contact: str = "", limits: FetchLimits | None = None, loopback: bool = False
    ) -> None:
        self.hosts = frozenset(hosts)
        self.limits = limits or FetchLimits()
        self.loopback = loopback
        self._robots: dict[str, RobotFileParser] = {}
        self._asked: set[str] = set()
        headers = {"User-Agent": format_user_agent(contact), "Accept-Encoding": "identity"}
        self._client = httpx.AsyncClient(
            transport=PublicTransport(loopback), headers=headers, timeout=5, trust_env=False
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def get(self, url: str, kinds: Iterable[str]) -> bytes:
        """The body of a document of one of these kinds. Raises NotRead, with the reason."""
        async with self._in_time():
            for _ in range(MAX_REDIRECTS + 1):
                self._check(url)
                if not await self._is_allowed_by_robots(url):
                    raise FetchError("robots.txt asks us not to")
                body, url = await self._request_document(url, kinds)
                if body is not None:
                    return body
        raise FetchError("it sends us from one place to the next")

    @asynccontextmanager
    async def _in_time(self) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(self.limits.seconds):
                yield
        except TimeoutError as error:
            raise FetchError(f"it took longer than {self.limits.seconds:g} seconds") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise FetchError(f"it did not answer properly ({type(error).__name__})") from error

    def _check(self, url: str) -> None:
        try:
            address = urlsplit(url)
            port = address.port
        except ValueError as error:
            raise FetchError("its address is none") from error
        if self.loopback and address.scheme == "http" and address.hostname in self.hosts:
            return
        if address.scheme != "https" or port not in (None, 443) or address.username is not None:
            raise FetchError("only https addresses are read")
        if address.hostname not in self.hosts:
            raise FetchError(f"{address.hostname} is not among the hosts of the configured feeds")

    async def _is_allowed_by_robots(self, url: str) -> bool:
        """Nothing there: everything may be read. Out of order or out of reach: nothing may."""
        place = _get_origin(url)
        if place not in self._robots:
            self._robots[place] = await self._read_robots(f"{place}/robots.txt")
        return self._robots[place].can_fetch(USER_AGENT_NAME, url)

    async def _read_robots(self, url: str) -> RobotFileParser:
        rules = RobotFileParser(url)
        for _ in range(MAX_REDIRECTS + 1):
            self._check(url)
            async with self._client.stream("GET", url) as response:
                if response.is_redirect:
                    url = _resolve_redirect(url, response)
                    continue
                if response.status_code >= 500:
                    raise FetchError("its robots.txt is out of order")
                body = b"" if response.status_code >= 400 else await self._read_body(response)
                rules.parse(body.decode("utf-8", "replace").splitlines())
                return rules
        raise FetchError("its robots.txt sends us from one place to the next")

    async def _request_document(self, url: str, kinds: Iterable[str]) -> tuple[bytes | None, str]:
        """The body, or where to ask next."""
        await self._wait_between_requests(_get_origin(url))
        async with self._client.stream("GET", url) as response:
            if response.is_redirect:
                return None, _resolve_redirect(url, response)
            if response.status_code != httpx.codes.OK:
                raise FetchError(f"it answered {response.status_code}")
            kind = response.headers.get("Content-Type", "").split(";")[0].strip().lower()
            if not any(wanted in kind for wanted in kinds):
                raise FetchError(f"it is {kind or 'of no kind'}")
            return await self._read_body(response), url

    async def _read_body(self, response: httpx.Response) -> bytes:
        """Packed answers are refused: a small one may unpack to more than there is room for."""
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise FetchError("it came packed, which we did not ask for")
        body = bytearray()
        async for part in response.aiter_raw():
            body += part
            if len(body) > self.limits.max_bytes:
                raise FetchError(f"it is longer than {self.limits.max_bytes:,} bytes")
        return bytes(body)

    async def _wait_between_requests(self, place: str) -> None:
        """Longer where robots.txt asks for more, up to what a document may take."""
        if place in self._asked:
            asked_for = float(self._robots[place].crawl_delay(USER_AGENT_NAME) or 0)
            await asyncio.sleep(max(self.limits.pause, asked_for))
        self._asked.add(place)


def _resolve_redirect(url: str, response: httpx.Response) -> str:
    """Where a redirect from this address leads."""
    try:
        return urljoin(url, response.headers["Location"])
    except (KeyError, ValueError) as error:
        raise FetchError("it sends us nowhere") from error


def _get_origin(url: str) -> str:
    address = urlsplit(url)
    return f"{address.scheme}://{address.netloc}"
