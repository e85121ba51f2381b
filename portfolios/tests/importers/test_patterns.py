"""Each regular expression for files and forms takes linear time."""

import ast
import re
import time
import unicodedata
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest

import portfolios.fields
import portfolios.importers
from portfolios.cleaning import clean_text
from portfolios.fields.numbers import NumberField
from portfolios.fields.text import CleanTextField
from portfolios.importers.values import (
    CellUnreadable,
    NotationStyle,
    guess_day_first,
    parse_amount,
    parse_day,
    parse_fraction,
)
from portfolios.tests.support.adversarial_text import adversarial

PACKAGES = (portfolios.importers, portfolios.fields)
MODULES = [
    "portfolios.cleaning", "portfolios.models.search",
    *(module.name for package in PACKAGES for module in walk_packages(package.__path__, f"{package.__name__}.")),
]  # fmt: skip
PATTERNS = {
    f"{module}.{name}": pattern
    for module in MODULES
    for name, pattern in vars(import_module(module)).items()
    if isinstance(pattern, re.Pattern)
}
MAX_SECONDS = 0.5
"""Limit in seconds of CPU time. A linear pattern needs milliseconds for 100,000 characters, a quadratic one minutes."""
LENGTHS = (22, 3_000, 100_000)
"""Exponential and cubic patterns fail at the shorter lengths."""


def seconds(function, *arguments):
    start = time.process_time()
    function(*arguments)
    return time.process_time() - start


def match_everywhere(pattern, text):
    """Match the pattern against the whole text, and search from every position."""
    subject = text.encode("latin-1", "replace") if isinstance(pattern.pattern, bytes) else text
    pattern.fullmatch(subject)
    for _ in pattern.finditer(subject):
        pass


@pytest.mark.parametrize("name", PATTERNS)
def test_each_pattern_is_linear(name):
    pattern = PATTERNS[name]
    for length in LENGTHS:
        for text in adversarial(pattern, length):
            elapsed = seconds(match_everywhere, pattern, text)
            assert elapsed < MAX_SECONDS, f"{elapsed:.1f} s for {length} characters like {text[:20]!r} … {text[-5:]!r}"


@pytest.mark.parametrize(
    "pattern",
    [r"(?:as of)\b.*?(\d{4}-\d\d)", r"[T;]|\s+\d{1,2}:", r"\s*OFXHEADER", r"<A>(<!\[CDATA\[(.+)\]\]>)?x", r"(a+)+b",
     r"(?:x|[a-z])*1"],
)  # fmt: skip
def test_a_slow_pattern_is_detected(pattern):
    """The test strings expose each pattern that was slow in the past."""
    slow = re.compile(pattern)
    assert any(
        seconds(match_everywhere, slow, text) > MAX_SECONDS / 10
        for n in (20, 10_000, 30_000)
        for text in adversarial(slow, n)
    )


def is_attribute_of_re(node, name=None):
    """Return whether a syntax tree node is `re.name`, or any attribute of `re`."""
    named = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "re"
    return named and name in (None, node.attr)


@pytest.mark.parametrize("module", MODULES)
def test_patterns_are_compiled_at_module_level(module):
    """Compile patterns at module level, so that the test above finds them."""
    tree = ast.parse(Path(import_module(module).__file__).read_text())
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and is_attribute_of_re(node.func)]
    on_top = [statement.value for statement in tree.body if isinstance(statement, ast.Assign)]
    assert [call.lineno for call in calls if call not in on_top or not is_attribute_of_re(call.func, "compile")] == []


LONG = {
    "spaces": "1" + " " * 1_000_000 + "x",
    "digits": "1" * 1_000_000,
    "thousands": "1" + ",111" * 250_000 + "x",
    "accents": "a" + "\u0301\u0323" * 500_000,
    "Tibetan vowels": "\u0f73" * 1_000_000,
    "dates": "1/1/" * 250_000,
    "hidden": "\u202e" * 1_000_000,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_a_huge_cell_is_refused_quickly(text):
    for read in (parse_amount, parse_fraction, parse_day):
        start = time.process_time()
        with pytest.raises(CellUnreadable):
            read(text, NotationStyle())
        assert time.process_time() - start < MAX_SECONDS
    assert seconds(guess_day_first, [text]) < MAX_SECONDS


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_a_huge_field_is_refused_quickly(text):
    for field in (NumberField(places=2, exclusive_maximum=10), CleanTextField(max_length=80)):
        start = time.process_time()
        with pytest.raises(Exception, match=r"digits|number|at most"):
            field.clean(text)
        assert time.process_time() - start < MAX_SECONDS


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_a_huge_text_is_cleaned_quickly(text):
    assert seconds(clean_text, text) < 4 * MAX_SECONDS


def test_normal_numbers_of_accents_are_kept():
    text = "Vie\u0323\u0302t Nam " + "e" + "\u0323" * 25
    assert clean_text(text) == unicodedata.normalize("NFC", text)
