"""Every regular expression of the product takes linear time on any text.

The strings are made from the pattern itself. Each use takes at most 50 ms of processor time, or, on a slow machine, a
time in proportion to the length of the text.
"""

import re
import signal
import time
from pathlib import Path

import pytest

from alex.tests.support.product_patterns import ANCHORED, ROOT, collect, has_patterns, product_files
from portfolios.tests.support.adversarial_text import adversarial

pytestmark = pytest.mark.slow

FILES = [str(path) for path in product_files() if has_patterns(path)]
LENGTHS = (22, 3_000, 12_000, 100_000)
"""Exponential and cubic patterns fail at the shorter lengths."""
FAST_SECONDS, GIVE_UP_SECONDS = 0.05, 1.0
QUARTER, MOST_GROWTH = 4, 9
"""A pattern that is not fast may take four times as long for a text of four times the length. Quadratic: 16 times."""
WORD = r"(?<!\w)(?:total market|a a a|aaa|x-1)(?!\w)"
MADE_OF = {
    "advisors/library/thesaurus.py": (WORD, "groups of words in a file of ours"),
    "advisors/outline/notes.py": (WORD, "a note has at most 280 characters"),
    "advisors/pasted/names.py": ("total market|a a a|aaa|x-1", "escaped names"),
    "advisors/pasted/subjects.py": ("total market|a a a|aaa|x-1", "escaped names"),
    "advisors/questions/amounts.py": (r"\bseventeen\b", "number words of ours"),
    "advisors/researcher/parsing.py": (r"(?<![\w.])\$?VTI(?![\w.])", "an escaped symbol"),
    "advisors/tagger/rationale.py": (WORD, "escaped names"),
    "advisors/tagger/stocks.py": (WORD, "an escaped word"),
    "advisors/tagger/writer.py": (r"(?<!\w)total market", "escaped words of ours"),
    "advisors/tracing/langfuse_masking.py": (WORD, "escaped names"),
    "alex/aws/packaging/packages.py": (r"(?s:.*/tests/.*)\Z", "paths of packages, while building"),
    "portfolios/catalogue/glide_paths.py": (r"\b(?:t\.? ?rowe price|american funds)\b", "names in a file of ours"),
}
"""Patterns made at run time: an example of each file's, and what they are made of."""


class TooSlow(Exception):
    """A pattern used its time."""


def give_up(*_):
    raise TooSlow


def seconds(pattern, method, text, clock=time.process_time):
    """Return the seconds of one use of a pattern, of the processor or by another clock. A slow one is stopped."""
    subject = text.encode("latin-1", "replace") if isinstance(pattern.pattern, bytes) else text
    before = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, GIVE_UP_SECONDS)
    start = clock()
    try:
        if method in ANCHORED:
            getattr(pattern, method)(subject)
        else:
            for _ in pattern.finditer(subject):
                pass
    except TooSlow:
        return GIVE_UP_SECONDS
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return clock() - start


def is_slow(pattern, method, text):
    """Return whether a use takes more than 50 ms and its cost grows faster than the text."""
    cost = min(seconds(pattern, method, text) for _ in range(2))
    if cost < FAST_SECONDS or cost >= GIVE_UP_SECONDS or len(text) < LENGTHS[2]:
        return cost >= FAST_SECONDS
    quarter = min(seconds(pattern, method, text[: len(text) // QUARTER]) for _ in range(3))
    return cost > MOST_GROWTH * quarter


def is_plainly_linear(pattern, method, short, long):
    """Return whether 12,000 characters take less than five times as long as 3,000, or less than 0.3 ms.

    Then 100,000 take less than 50 ms, even if the pattern is quadratic. The clock is that of the wall, which is finer.
    """
    cost = seconds(pattern, method, long, time.perf_counter)
    return cost < 0.0003 or cost < 5 * min(seconds(pattern, method, short, time.perf_counter) for _ in range(3))


def find_slow_text(pattern, methods):
    """Return how a pattern is slow, or nothing."""
    for method in {name if name in ANCHORED else "search" for name in methods}:
        for texts in zip(*(adversarial(pattern, length) for length in LENGTHS), strict=True):
            for text in texts:
                if text is texts[-1] and is_plainly_linear(pattern, method, *texts[1:3]):
                    break
                if seconds(pattern, method, text) > FAST_SECONDS and is_slow(pattern, method, text):
                    return f"{method} of {len(text)} characters like {text[:20]!r} … {text[-5:]!r}"
    return ""


@pytest.mark.parametrize("file", FILES)
def test_each_pattern_is_linear(file):
    usages, _ = collect(Path(file))
    slow = {place: find_slow_text(usage.pattern, usage.methods) for place, usage in usages.items()}
    assert {place: text for place, text in slow.items() if text} == {}


@pytest.mark.parametrize("file", MADE_OF)
def test_each_pattern_made_at_run_time_is_linear(file):
    method = "fullmatch" if MADE_OF[file][0].endswith(r"\Z") else "search"
    assert find_slow_text(re.compile(MADE_OF[file][0], re.IGNORECASE), {method}) == ""


def test_patterns_made_at_run_time_are_listed():
    made = [place for file in FILES for place in collect(Path(file))[1]]
    assert sorted(place.split(":")[0] for place in made) == sorted(MADE_OF)


def test_patterns_come_from_no_other_place():
    assert sum(len(collect(Path(file))[0]) for file in FILES) > 100
    elsewhere = ("from re import", "import regex", "RegexValidator", "RegexField")
    assert [
        (str(path), name) for path in product_files() for name in elsewhere if name in (ROOT / path).read_text()
    ] == []


@pytest.mark.parametrize(
    "pattern",
    [r"(?:as of)\b.*?(\d{4}-\d\d)", r"[T;]|\s+\d{1,2}:", r"\s*OFXHEADER", r"<A>(<!\[CDATA\[(.+)\]\]>)?x", r"(a+)+b",
     r"(?:x|[a-z])*1", r"^\s*#{1,6}\s*(.+?)\s*#*\s*$", r"\bunlike\b[^,;]*(?=,)", r"[ *_]*(?:[\w-]+[ *_]*)?,"],
)  # fmt: skip
def test_a_slow_pattern_is_detected(pattern):
    """The strings expose each pattern that was slow in the past."""
    assert find_slow_text(re.compile(pattern), {"search"})
