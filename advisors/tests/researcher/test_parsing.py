"""Feeds and pages as plain text, and the checks of notes."""

from datetime import UTC, datetime

import pytest

from advisors.researcher.feeds import UnknownFeedError, load_shipped_feeds, select_feeds
from advisors.researcher.findings import Findings, find_errors
from advisors.researcher.parsing import FeedItem, extract_article, find_symbols, is_about, parse_feed, strip_markup
from advisors.tests.support.research_site import FEED, WORDS, item, page

AT = datetime(2026, 11, 20, 15, tzinfo=UTC)
URL = "https://news.example.org/feed.xml"


def feed(*items):
    return FEED.format(items="".join(items)).encode()


def test_feed_entries_have_title_address_and_date():
    (found,) = parse_feed(feed(item("Rates <b>are</b> cut &amp; more", "/a#top", summary="<p>Half a point.</p>")), URL)
    assert found == FeedItem("Rates are cut & more", "https://news.example.org/a", AT, "Half a point.")


def test_an_atom_feed_is_read_too():
    body = b"""<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>A</title><link href="https://x.example/a"/>
    <updated>2026-11-20T15:00:00Z</updated></entry></feed>"""
    assert [(found.title, found.url, found.published_at) for found in parse_feed(body, URL)] == [
        ("A", "https://x.example/a", AT)
    ]


@pytest.mark.parametrize(
    "entry",
    [
        item("", "/a"), item("A", "/a", at=""), item("A", "/a", at="soon"), item("A", "/ä"),
        item("A", "/" + "x" * 500), item("A", "https://["),
    ],
)  # fmt: skip
def test_an_incomplete_feed_entry_is_skipped(entry):
    assert parse_feed(feed(entry), URL) == []


BOMB = b"""<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
<!ENTITY f SYSTEM "file:///etc/passwd">]>
<rss><channel><item><title>&c;&f;</title><link>/a</link>
<pubDate>Fri, 20 Nov 2026 15:00:00 GMT</pubDate></item></channel></rss>"""


@pytest.mark.parametrize("body", [b"", b"<html></html>", b"\x00\xff", b"<rss><channel><item>", b"{}", BOMB])
def test_an_invalid_feed_has_no_entries(body):
    assert all("root:" not in found.text for found in parse_feed(body, URL))


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("a <b>b</b>", "a b"), ("&lt;script&gt;x&lt;/script&gt;", "x"), ("&amp;lt;i&amp;gt;", "<i>".strip("<>")),
        ("a\u202eb\u200bc", "a b c"), ("1 &lt; 2", "1 2"),
    ],
)  # fmt: skip
def test_markup_and_hidden_text_are_removed(markup, expected):
    assert " ".join(strip_markup(markup).replace("&lt;", " ").replace("&gt;", " ").split()) == expected


def test_a_pages_text_comes_without_its_menu():
    text = extract_article(page().encode())
    assert text.count("lowered its rate") == 5
    assert "About us" not in text


def test_a_page_with_little_text_has_none():
    assert extract_article(page("Not much.").encode()) == ""
    assert extract_article(b"") == ""


def test_a_very_long_page_is_cut():
    assert len(extract_article(page("".join(f"<p>{n} {WORDS}</p>" for n in range(500))).encode())) == 12_000


@pytest.mark.parametrize(
    ("topic", "is_it"),
    [
        ("rate cut", True),
        ("Federal Reserve", True),
        ("central bank", True),
        ("gold", False),
        ("", False),
        ("of", False),
    ],
)
def test_a_topic_matches_by_words_or_synonyms(topic, is_it):
    assert is_about(FeedItem("The central bank makes a rate cut", URL, AT, ""), topic) is is_it


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("Shares of NVDA rose.", ("NVDA",)), ("NVIDIA reports growth.", ("NVDA",)), ("Nvidia's chips", ("NVDA",)),
        ("NVDAX and nvda", ()), ("BRK.B fell", ("BRK.B",)), ("Ford (NYSE: F) rose", ("F",)), ("(F) rose", ("F",)),
        ("Grade F or F. Scott", ()), ("Nothing of the kind", ()), ("VTI, NVDA", ("NVDA", "VTI")),
    ],
)  # fmt: skip
def test_symbols_are_those_the_text_names(text, symbols):
    known = [("NVDA", "NVIDIA Corporation"), ("F", "F Motor Co"), ("BRK.B", "Berkshire Hathaway Inc. Class B"),
             ("VTI", "Vanguard Total Stock Market ETF")]  # fmt: skip
    assert find_symbols(text, known) == symbols


GOOD = ["It lowered its rate by 0.25 points.", "It was the second cut of the year.", "Prices rise less."]


def test_points_true_to_the_article_are_accepted():
    findings = Findings(points=GOOD)
    assert find_errors(findings, WORDS) == []
    assert findings.text.splitlines()[0] == "- It lowered its rate by 0.25 points."


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        (GOOD[:2], "3 to 5 points"), (GOOD * 2, "3 to 5 points"), ([*GOOD, "It fell by 25%."], "25 does not stand"),
        ([*GOOD, "x" * 401], "longer than 400"), ([*GOOD, "See https://evil.example"], "holds a link"),
        ([*GOOD, "<img src=x>"], "HTML"), ([*GOOD, "a\u200bb"], "invisible"), ([*GOOD, "[a](b)"], "a link"),
        ([*GOOD, "  "], "no words"),
    ],
)  # fmt: skip
def test_unusable_points_are_named(points, expected):
    assert any(expected in problem for problem in find_errors(Findings(points=points), WORDS))


def test_at_least_five_feeds_ship_all_over_https():
    assert len(load_shipped_feeds()) >= 5
    assert all(feed.url.startswith("https://") and feed.title for feed in load_shipped_feeds())
    assert select_feeds([]) == ()


def test_settings_name_feeds_or_addresses():
    assert select_feeds(["all"]) == load_shipped_feeds()
    (own,) = select_feeds(["https://news.example.org/feed.xml"], ["www.example.org"])
    assert own.allowed_hosts == {"news.example.org", "www.example.org"}
    with pytest.raises(UnknownFeedError, match="There is no feed nonsense. Choose federal-reserve,"):
        select_feeds(["nonsense"])
    with pytest.raises(UnknownFeedError):
        select_feeds(["http://news.example.org/feed.xml"])
