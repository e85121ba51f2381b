"""Reading from the internet with a leash."""

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
from advisors.tests.support.research_site import Site, page, serving

HERE = "127.0.0.1"
QUICK = FetchLimits(seconds=3, pause=0)


@pytest.fixture
def site():
    made = Site()
    with serving(made) as made.address:
        yield made


def read(url, kinds=PAGE_CONTENT_TYPES, hosts=(HERE,), limits=QUICK, loopback=True):
    async def reading():
        async with Fetcher(hosts, contact="news@example.org", limits=limits, loopback=loopback) as reader:
            return await reader.get(url, kinds)

    return asyncio.run(reading())


def why(url, **wishes):
    with pytest.raises(FetchError) as told:
        read(url, **wishes)
    return str(told.value)


def test_a_page_is_read_and_we_say_who_we_are(site):
    site.put("/a", page())
    assert read(f"{site.address}/a") == page().encode()
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
        ("https://example.org:99999/", "its address is none"), ("https://[x/", "its address is none"),
    ],
)  # fmt: skip
def test_other_addresses_are_not_even_asked(url, reason):
    assert reason in why(url, hosts=("example.org",), loopback=False)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.5.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254", "::ffff:10.0.0.1", "2002:7f00:1::",
        "64:ff9b::a00:1", "ff02::1", "198.18.0.1", "192.0.2.1", "::7f00:1", "::ffff:0:7f00:1", "64:ff9b:1::7f00:1",
        "fec0::1",
    ],
)  # fmt: skip
def test_an_address_of_a_network_of_our_own_is_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1:248:1893:25c8:1946"])
def test_an_address_of_the_internet_is(address):
    assert is_public(address)


@pytest.mark.parametrize("addresses", [["10.0.0.1"], ["93.184.216.34", "127.0.0.1"], ["169.254.169.254"], ["::1"]])
def test_a_name_that_leads_into_our_network_is_refused_before_anything_is_sent(monkeypatch, addresses):
    async def resolved(*_, **__):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in addresses]

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", resolved)
    assert "not on the public internet" in why("https://example.org/a", hosts=("example.org",), loopback=False)


def test_the_loopback_is_refused_outside_tests(site):
    site.put("/a", page())
    assert "only https" in why(f"{site.address}/a", loopback=False)
    assert site.asked == []


def test_a_redirect_is_followed_within_the_hosts_only(site):
    site.put("/a", status=302, Location="/b")
    site.put("/b", page())
    assert read(f"{site.address}/a") == page().encode()
    for target in (
        "https://evil.example/",
        "http://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",
        "//evil.example",
    ):
        site.put("/a", status=301, Location=target)
        assert "not among the hosts" in (told := why(f"{site.address}/a")) or "only https" in told


def test_redirects_come_to_an_end(site):
    site.put("/a", status=302, Location="/a")
    assert "from one place to the next" in why(f"{site.address}/a")
    site.put("/robots.txt", status=302, Location="/robots.txt")
    assert "from one place to the next" in why(f"{site.address}/a")


@pytest.mark.parametrize("path", ["/a", "/robots.txt"])
@pytest.mark.parametrize(
    ("status", "headers"), [(301, {}), (304, {}), (300, {}), (302, {"Location": "http://["})]
)  # fmt: skip
def test_a_redirect_to_nowhere_is_told(site, path, status, headers):
    site.put("/a", page())
    site.put(path, status=status, **headers)
    assert "sends us nowhere" in why(f"{site.address}/a")


def test_robots_are_respected(site):
    site.put("/a", page())
    site.put("/robots.txt", "User-agent: *\nDisallow: /a\n", kind="text/plain")
    assert "robots.txt asks us not to" in why(f"{site.address}/a")
    site.put("/robots.txt", "User-agent: AlexResearcher\nDisallow: /\n\nUser-agent: *\nAllow: /\n", kind="text/plain")
    assert "robots.txt asks us not to" in why(f"{site.address}/a")
    site.put("/robots.txt", "User-agent: OtherBot\nDisallow: /\n", kind="text/plain")
    assert read(f"{site.address}/a")
    assert site.pages == ["/a"]


def test_robots_out_of_order_mean_no(site):
    site.put("/a", page())
    site.put("/robots.txt", status=503)
    assert "robots.txt is out of order" in why(f"{site.address}/a")


def test_a_redirect_asks_the_robots_anew(site):
    site.put("/a", status=302, Location="/private")
    site.put("/private", page())
    site.put("/robots.txt", "User-agent: *\nDisallow: /private\n", kind="text/plain")
    assert "robots.txt asks us not to" in why(f"{site.address}/a")


def test_too_much_is_left_unread(site):
    site.put("/a", "x" * 5000)
    assert "longer than 4,000 bytes" in why(f"{site.address}/a", limits=FetchLimits(seconds=3, max_bytes=4000, pause=0))


def test_too_slow_is_given_up(site):
    site.put("/a", page())
    site.drips = True
    assert "longer than 0.5 seconds" in why(f"{site.address}/a", limits=FetchLimits(seconds=0.5, pause=0))


def test_what_is_packed_or_of_another_kind_is_left(site):
    site.put("/a", gzip.compress(b"x" * 1_000_000), Content_Encoding="gzip")
    assert "packed" in why(f"{site.address}/a")
    site.put("/a", b"%PDF", kind="application/pdf")
    assert "application/pdf" in why(f"{site.address}/a")
    assert "text/html" not in why(f"{site.address}/b", kinds=FEED_CONTENT_TYPES)


@pytest.mark.parametrize("status", [401, 403, 404, 429, 500, 503])
def test_a_refusal_is_told(site, status):
    site.put("/a", page(), status=status)
    assert why(f"{site.address}/a") == f"it answered {status}"


def test_nobody_there_is_told():
    assert "did not answer properly" in why("http://127.0.0.1:9/a")


def test_requests_to_one_host_have_a_pause_between_them(site):
    site.put("/a", page())
    pauses = []

    async def reading():
        async with Fetcher([HERE], limits=FetchLimits(pause=0.01), loopback=True) as reader:
            for _ in range(3):
                before = asyncio.get_running_loop().time()
                await reader.get(f"{site.address}/a", PAGE_CONTENT_TYPES)
                pauses.append(asyncio.get_running_loop().time() - before)

    asyncio.run(reading())
    assert site.asked == ["/robots.txt", "/a", "/a", "/a"]
    assert all(pause >= 0.01 for pause in pauses[1:])


def test_a_longer_pause_is_kept_where_it_is_asked_for(site):
    site.put("/a", page())
    site.put("/robots.txt", "User-agent: *\nCrawl-delay: 1\n", kind="text/plain")

    async def reading():
        async with Fetcher([HERE], limits=QUICK, loopback=True) as reader:
            await reader.get(f"{site.address}/a", PAGE_CONTENT_TYPES)
            before = asyncio.get_running_loop().time()
            await reader.get(f"{site.address}/a", PAGE_CONTENT_TYPES)
            return asyncio.get_running_loop().time() - before

    assert asyncio.run(reading()) >= 1
