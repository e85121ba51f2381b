"""Download feeds and articles safely: only from the hosts of configured feeds, only from public addresses, with
limits on size and time, and as robots.txt allows.

No agent calls this, and a model never chooses an address.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Iterable
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
    """An address was not read. The message is the reason."""


@dataclass(frozen=True)
class FetchLimits:
    """seconds: for one document with all its redirects. pause_seconds: between two requests to one host."""

    seconds: float = 15
    max_bytes: int = 2_000_000
    pause_seconds: float = 1


def format_user_agent(contact: str) -> str:
    return f"{USER_AGENT_NAME}/1.0 (+{contact})" if contact else f"{USER_AGENT_NAME}/1.0"


def is_public(address: str) -> bool:
    """Return whether the address is on the public internet and does not lead back into our own network."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address) and (ip not in IPV6_UNICAST or ip.sixtofour or ip.teredo):
        return False
    return ip.is_global and not ip.is_multicast


IPV6_UNICAST = ipaddress.ip_network("2000::/3")
"""All public IPv6 addresses. Others may wrap an IPv4 address, which can lead anywhere."""


class PublicNetworkBackend(httpcore.AnyIOBackend):
    """Resolve a name once, check the addresses and connect to the checked one, so a second DNS answer has no effect."""

    def __init__(self, allow_loopback: bool) -> None:
        super().__init__()
        self.allow_loopback = allow_loopback

    async def connect_tcp(self, host: str, port: int, *args: Any, **options: Any) -> httpcore.AsyncNetworkStream:
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise FetchError(f"the name {host} is not known") from error
        addresses = [str(place[4][0]) for place in found]
        is_safe = all(
            is_public(address) or (self.allow_loopback and ipaddress.ip_address(address).is_loopback)
            for address in addresses
        )
        if not addresses or not is_safe:
            raise FetchError(f"{host} is not on the public internet")
        return await super().connect_tcp(addresses[0], port, *args, **options)


class PublicTransport(httpx.AsyncHTTPTransport):
    """HTTP transport over PublicNetworkBackend."""

    def __init__(self, allow_loopback: bool) -> None:
        super().__init__(trust_env=False)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=False), network_backend=PublicNetworkBackend(allow_loopback)
        )


class Fetcher:
    """Downloads from these hosts only. allow_loopback: also plain http on this machine, for tests."""

    def __init__(
        self,
        hosts: Iterable[str],
        *,
        contact: str = "",
        limits: FetchLimits | None = None,
        allow_loopback: bool = False,
    ) -> None:
        self.hosts = frozenset(hosts)
        self.limits = limits or FetchLimits()
        self.allow_loopback = allow_loopback
        self._robots: dict[str, RobotFileParser] = {}
        self._requested_origins: set[str] = set()
        headers = {"User-Agent": format_user_agent(contact), "Accept-Encoding": "identity"}
        self._client = httpx.AsyncClient(
            transport=PublicTransport(allow_loopback), headers=headers, timeout=5, trust_env=False
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def get(self, url: str, content_types: Iterable[str]) -> bytes:
        """Return the body of a document of one of these content types. Raises FetchError."""
        try:
            async with asyncio.timeout(self.limits.seconds):
                for _ in range(MAX_REDIRECTS + 1):
                    self._check_address(url)
                    origin = _get_origin(url)
                    if origin not in self._robots:
                        self._robots[origin] = await self._read_robots(f"{origin}/robots.txt")
                    if not self._robots[origin].can_fetch(USER_AGENT_NAME, url):
                        raise FetchError("robots.txt asks us not to")
                    body, url = await self._request_document(url, content_types)
                    if body is not None:
                        return body
            raise FetchError("it redirects too often")
        except TimeoutError as error:
            raise FetchError(f"it took longer than {self.limits.seconds:g} seconds") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise FetchError(f"it did not answer properly ({type(error).__name__})") from error

    def _check_address(self, url: str) -> None:
        try:
            address = urlsplit(url)
            port = address.port
        except ValueError as error:
            raise FetchError("its address is not valid") from error
        if self.allow_loopback and address.scheme == "http" and address.hostname in self.hosts:
            return
        if address.scheme != "https" or port not in (None, 443) or address.username is not None:
            raise FetchError("only https addresses are read")
        if address.hostname not in self.hosts:
            raise FetchError(f"{address.hostname} is not among the hosts of the configured feeds")

    async def _read_robots(self, url: str) -> RobotFileParser:
        """Return the rules. A missing robots.txt allows everything; raises FetchError if it fails."""
        rules = RobotFileParser(url)
        for _ in range(MAX_REDIRECTS + 1):
            self._check_address(url)
            async with self._client.stream("GET", url) as response:
                if response.is_redirect:
                    url = _resolve_redirect(url, response)
                    continue
                if response.status_code >= 500:
                    raise FetchError("its robots.txt could not be read")
                body = b"" if response.status_code >= 400 else await self._read_body(response)
                rules.parse(body.decode("utf-8", "replace").splitlines())
                return rules
        raise FetchError("its robots.txt redirects too often")

    async def _request_document(self, url: str, content_types: Iterable[str]) -> tuple[bytes | None, str]:
        """Return the body, or None and the address to try next. Pauses between requests to the same host."""
        origin = _get_origin(url)
        if origin in self._requested_origins:
            crawl_delay = float(self._robots[origin].crawl_delay(USER_AGENT_NAME) or 0)
            await asyncio.sleep(max(self.limits.pause_seconds, crawl_delay))
        self._requested_origins.add(origin)
        async with self._client.stream("GET", url) as response:
            if response.is_redirect:
                return None, _resolve_redirect(url, response)
            if response.status_code != httpx.codes.OK:
                raise FetchError(f"it answered {response.status_code}")
            content_type = response.headers.get("Content-Type", "").split(";")[0].strip().lower()
            if not any(wanted in content_type for wanted in content_types):
                raise FetchError(f"its content type is {content_type or 'missing'}")
            return await self._read_body(response), url

    async def _read_body(self, response: httpx.Response) -> bytes:
        """Return the body. Compressed ones are refused: a small one may expand beyond any limit."""
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise FetchError("it is compressed, which we did not ask for")
        body = bytearray()
        async for part in response.aiter_raw():
            body += part
            if len(body) > self.limits.max_bytes:
                raise FetchError(f"it is longer than {self.limits.max_bytes:,} bytes")
        return bytes(body)


def _resolve_redirect(url: str, response: httpx.Response) -> str:
    """Return the absolute address that a redirect leads to. Raises FetchError."""
    try:
        return urljoin(url, response.headers["Location"])
    except (KeyError, ValueError) as error:
        raise FetchError("its redirect has no valid address") from error


def _get_origin(url: str) -> str:
    address = urlsplit(url)
    return f"{address.scheme}://{address.netloc}"
