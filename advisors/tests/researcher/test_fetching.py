"""Safe downloads: hosts, addresses, redirects, limits and robots.txt."""

import asyncio
import gzip
import socket

import pytest

from advisors.researcher.fetching import (
    FEED_CONTENT_TYPES,
    PAGE_CONTENT_TYPES,
    Fetcher,
    FetchError,
    FetchLimits,
    format_user_agent,
    is_public,
)
from advisors.tests.support.research_site import Site, page

HERE = "127.0.0.1"
QUICK = FetchLimits(seconds=3, pause_seconds=0)


@pytest.fixture
def site():
    with Site().serve() as site:
        yield site


def read(url, kinds=PAGE_CONTENT_TYPES, hosts=(HERE,), limits=QUICK, allow_loopback=True):
    async def fetch():
        async with Fetcher(hosts, contact="news@example.org", limits=limits, allow_loopback=allow_loopback) as reader:
            return await reader.get(url, kinds)

    return asyncio.run(fetch())


def find_refusal(url, **options):
    with pytest.raises(FetchError) as error:
        read(url, **options)
    return str(error.value)


def test_a_page_is_read_with_our_user_agent(site):
    site.put("/a", page())
    assert read(f"{site.url}/a") == page().encode()
    assert site.asked == ["/robots.txt", "/a"]
    assert site.agents == {"AlexResearcher/1.0 (+news@example.org)"} and format_user_agent("") == "AlexResearcher/1.0"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://example.org/a", "only https"), ("ftp://example.org/a", "only https"),
        ("file:///etc/passwd", "only https"),
        ("https://example.org:8443/a", "only https"), ("https://me@example.org/a", "only https"),
        ("https://evil.example/a", "not among the hosts"),
        ("https://example.org.evil.example/a", "not among the hosts"),
        ("https://127.0.0.1/a", "not among the hosts"), ("https://[::1]/a", "not among the hosts"), ("", "only https"),
        ("https://example.org:99999/", "its address is not valid"), ("https://[x/", "its address is not valid"),
    ],
)  # fmt: skip
def test_other_addresses_are_never_requested(url, reason):
    assert reason in find_refusal(url, hosts=("example.org",), allow_loopback=False)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.5.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254", "::ffff:10.0.0.1", "2002:7f00:1::",
        "64:ff9b::a00:1", "ff02::1", "198.18.0.1", "192.0.2.1", "::7f00:1", "::ffff:0:7f00:1", "64:ff9b:1::7f00:1",
        "fec0::1",
    ],
)  # fmt: skip
def test_an_internal_address_is_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1:248:1893:25c8:1946"])
def test_an_internet_address_is_public(address):
    assert is_public(address)


@pytest.mark.parametrize("addresses", [["10.0.0.1"], ["93.184.216.34", "127.0.0.1"], ["169.254.169.254"], ["::1"]])
def test_a_name_of_an_internal_address_is_refused(monkeypatch, addresses):
    async def resolved(*_, **__):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in addresses]

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", resolved)
    assert "not on the public internet" in find_refusal(
        "https://example.org/a", hosts=("example.org",), allow_loopback=False
    )


def test_the_loopback_is_refused_outside_tests(site):
    site.put("/a", page())
    assert "only https" in find_refusal(f"{site.url}/a", allow_loopback=False)
    assert site.asked == []


def test_redirects_stay_within_the_hosts(site):
    site.put("/a", status=302, Location="/b")
    site.put("/b", page())
    assert read(f"{site.url}/a") == page().encode()
    for target in (
        "https://evil.example/",
        "http://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",
        "//evil.example",
    ):
        site.put("/a", status=301, Location=target)
        assert "not among the hosts" in (error := find_refusal(f"{site.url}/a")) or "only https" in error


def test_the_number_of_redirects_is_limited(site):
    site.put("/a", status=302, Location="/a")
    assert "redirects too often" in find_refusal(f"{site.url}/a")
    site.put("/robots.txt", status=302, Location="/robots.txt")
    assert "redirects too often" in find_refusal(f"{site.url}/a")


@pytest.mark.parametrize("path", ["/a", "/robots.txt"])
@pytest.mark.parametrize(
    ("status", "headers"), [(301, {}), (304, {}), (300, {}), (302, {"Location": "http://["})]
)  # fmt: skip
def test_a_redirect_to_nowhere_is_an_error(site, path, status, headers):
    site.put("/a", page())
    site.put(path, status=status, **headers)
    assert "its redirect has no valid address" in find_refusal(f"{site.url}/a")


def test_robots_are_respected(site):
    site.put("/a", page())
    site.put("/robots.txt", "User-agent: *\nDisallow: /a\n", kind="text/plain")
    assert "robots.txt asks us not to" in find_refusal(f"{site.url}/a")
    site.put("/robots.txt", "User-agent: AlexResearcher\nDisallow: /\n\nUser-agent: *\nAllow: /\n", kind="text/plain")
    assert "robots.txt asks us not to" in find_refusal(f"{site.url}/a")
    site.put("/robots.txt", "User-agent: OtherBot\nDisallow: /\n", kind="text/plain")
    assert read(f"{site.url}/a")
    assert site.pages == ["/a"]


def test_a_broken_robots_file_forbids_reading(site):
    site.put("/a", page())
    site.put("/robots.txt", status=503)
    assert "robots.txt could not be read" in find_refusal(f"{site.url}/a")


def test_a_redirect_checks_robots_again(site):
    site.put("/a", status=302, Location="/private")
    site.put("/private", page())
    site.put("/robots.txt", "User-agent: *\nDisallow: /private\n", kind="text/plain")
    assert "robots.txt asks us not to" in find_refusal(f"{site.url}/a")


@pytest.mark.faults
def test_a_too_long_response_is_refused(site):
    site.put("/a", "x" * 5000)
    assert "longer than 4,000 bytes" in find_refusal(
        f"{site.url}/a", limits=FetchLimits(seconds=3, max_bytes=4000, pause_seconds=0)
    )


@pytest.mark.faults
def test_a_too_slow_response_is_refused(site):
    site.put("/a", page())
    site.drips = True
    assert "longer than 0.5 seconds" in find_refusal(f"{site.url}/a", limits=FetchLimits(seconds=0.5, pause_seconds=0))


def test_a_compressed_or_wrong_type_is_refused(site):
    site.put("/a", gzip.compress(b"x" * 1_000_000), Content_Encoding="gzip")
    assert "compressed" in find_refusal(f"{site.url}/a")
    site.put("/a", b"%PDF", kind="application/pdf")
    assert "application/pdf" in find_refusal(f"{site.url}/a")
    assert "text/html" not in find_refusal(f"{site.url}/b", kinds=FEED_CONTENT_TYPES)


@pytest.mark.faults
@pytest.mark.parametrize("status", [401, 403, 404, 429, 500, 503])
def test_a_refusal_names_its_reason(site, status):
    site.put("/a", page(), status=status)
    assert find_refusal(f"{site.url}/a") == f"it answered {status}"


@pytest.mark.faults
def test_an_unreachable_host_is_an_error():
    assert "did not answer properly" in find_refusal("http://127.0.0.1:9/a")


def test_requests_to_one_host_are_paused(site):
    site.put("/a", page())
    pauses = []

    async def fetch():
        async with Fetcher([HERE], limits=FetchLimits(pause_seconds=0.01), allow_loopback=True) as reader:
            for _ in range(3):
                before = asyncio.get_running_loop().time()
                await reader.get(f"{site.url}/a", PAGE_CONTENT_TYPES)
                pauses.append(asyncio.get_running_loop().time() - before)

    asyncio.run(fetch())
    assert site.asked == ["/robots.txt", "/a", "/a", "/a"]
    assert all(pause >= 0.01 for pause in pauses[1:])


def test_a_longer_crawl_delay_is_respected(site):
    site.put("/a", page())
    site.put("/robots.txt", "User-agent: *\nCrawl-delay: 1\n", kind="text/plain")

    async def fetch():
        async with Fetcher([HERE], limits=QUICK, allow_loopback=True) as reader:
            await reader.get(f"{site.url}/a", PAGE_CONTENT_TYPES)
            before = asyncio.get_running_loop().time()
            await reader.get(f"{site.url}/a", PAGE_CONTENT_TYPES)
            return asyncio.get_running_loop().time() - before

    assert asyncio.run(fetch()) >= 1
