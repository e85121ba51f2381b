"""No cell and no field takes long to read, however long it is."""

import time
import unicodedata

import pytest

from people.tests.support.cpu_time import allow_seconds
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

MAX_SECONDS = 0.5
"""Limit in seconds of CPU time. Quadratic time would be minutes."""


def seconds(function, *arguments):
    start = time.process_time()
    function(*arguments)
    return time.process_time() - start


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
        assert time.process_time() - start < allow_seconds(MAX_SECONDS)
    assert seconds(guess_day_first, [text]) < allow_seconds(MAX_SECONDS)


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_a_huge_field_is_refused_quickly(text):
    for field in (NumberField(places=2, exclusive_maximum=10), CleanTextField(max_length=80)):
        start = time.process_time()
        with pytest.raises(Exception, match=r"digits|number|at most"):
            field.clean(text)
        assert time.process_time() - start < allow_seconds(MAX_SECONDS)


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_a_huge_text_is_cleaned_quickly(text):
    assert seconds(clean_text, text) < allow_seconds(4 * MAX_SECONDS)


def test_normal_numbers_of_accents_are_kept():
    text = "Vie\u0323\u0302t Nam " + "e" + "\u0323" * 25
    assert clean_text(text) == unicodedata.normalize("NFC", text)
