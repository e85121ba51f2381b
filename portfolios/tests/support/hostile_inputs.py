"""Hostile inputs for forms and the API, and checks of what is stored afterwards."""

import json
import unicodedata
from decimal import Decimal
from urllib.parse import urlencode

from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from people.tests.support.fuzzing import count_examples

FORM = "application/x-www-form-urlencoded"
BUSY = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
EXAMPLES = count_examples(100)
THOROUGH = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=BUSY)
HTMX = {"HX-Request": "true"}

ODD_NUMBERS = [
    "", " ", "0", "-0", "-0.00", "+5", ".5", "5.", "--5", "- 5", "1e400", "-1e400", "1e-400", "1E+3", "NaN", "sNaN",
    "-nan", "Infinity", "-inf", "１２３", "٣", "१२३", "½", "1.234,56", "1,234.56", "1,23", "$1,000", "$$1", "50%",
    "1_000", "0x1F", "1 000", "1\u00a0000", "1\x00", "9" * 10_000, f"0.{'0' * 9_000}1", "999999999999.99",
    "1000000000000", "999999999.99", "1000000000", "0.00000001", "0.000000001", "0.005", "true", "null", "=1+1",
]  # fmt: skip
ODD_WORDS = [
    "", " ", "\x00", "a\x00b", "\u202eevil\u202c", "\u200b", "a\u200bb", "e\u0301", "ﷺ" * 40, "💰👨‍👩‍👧", "\ud800",
    "a\udfffb", "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "{% debug %}", "${7*7}",
    "'; DROP TABLE x", "=HYPERLINK(1)", "x" * 80, "x" * 81, "x" * 10_000, "\u202e" * 5_000, "a\r\nb\tc", "\ufeffx",
    "\ue000", "%00%s",
]  # fmt: skip
ODD_DAYS = [
    "0001-01-01", "9999-12-31", "0000-00-00", "10000-01-01", "2024-02-30", "2024-02-29", "1969-12-31", "1970-01-01",
    "２０２４-01-01", "2024-1-2", "01/02/2024", "2024-01-01T00:00:00Z", "yesterday",
]  # fmt: skip

words = st.sampled_from(ODD_WORDS) | st.text(st.characters(), max_size=40) | st.text(max_size=12)
numbers = (
    st.sampled_from(ODD_NUMBERS) | st.decimals().map(str) | st.floats().map(repr) | st.integers().map(str)
    | st.decimals("0.01", "999999", places=2).map(lambda number: f"{number:,}") | words
)  # fmt: skip
days = st.sampled_from(ODD_DAYS) | st.dates().map(str) | words
versions = st.sampled_from(["1", "2", "-1", "0", str(2**31), str(2**63), "x", "1.0", "1e0", ""]) | words
READ_ONLY_FIELDS = (
    "user", "owner", "id", "account", "is_staff", "created_at", "confirmed", "classified_by", "__class__",
)  # fmt: skip
read_only_fields = st.sampled_from(READ_ONLY_FIELDS)


def choice(*allowed):
    return st.sampled_from(allowed) | words


dice = st.integers(0, 9)


def forms(good, hostile):
    """Return forms with up to three fields changed, missing or repeated, and sometimes an unknown field."""
    values = {name: field.map(lambda value: [value]) | st.lists(field, max_size=2) for name, field in hostile.items()}
    sent = {name: [value] for name, value in good.items()}
    return _changed(sent, values, up_to_three(hostile), st.lists(words, min_size=1, max_size=1))


def up_to_three(fields):
    return st.sets(st.sampled_from(sorted(fields)), max_size=3)


@st.composite
def _changed(draw, good, values, names, more):
    sent = {**good, **{name: draw(values[name]) for name in draw(names)}}
    if draw(dice) == 0:
        sent[draw(read_only_fields)] = draw(more)
    return sent


def send(client, url, sent, headers=None):
    """Post a form encoded as a browser encodes it. Lone surrogates, which no browser sends, are passed on."""
    body = urlencode(sent, doseq=True, errors="surrogatepass")
    return client.generic("POST", url, body, content_type=FORM, headers=headers)


def received(sent, name):
    """Return the value that reaches the form: the last one, with invalid characters replaced."""
    values = sent.get(name) or [""]
    return values[-1].encode("utf-8", "surrogatepass").decode("utf-8", "replace")


leaves = st.none() | st.booleans() | st.integers() | st.floats() | numbers
jsons = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3), max_leaves=8
)
"""Any JSON value, also with invalid numbers and invalid text."""


NOT_JSON = [
    b"", b"{", b"[" * 50_000, b'{"account_id": ' + b"[" * 900 + b"]" * 900 + b"}", b'{"a":' * 50_000,
    b"NaN", b"-Infinity", b"\xff\xfe{}", b'{"a": "\xed\xa0\x80"}',
    b"1e400", b"9" * 10_000, b'"\\ud800"', b'{"\\ud800": 1}', b"null", b"[]", b'""', b'{"a": 1, "a": 2}', b"\x00",
]  # fmt: skip


invalid_bodies = st.sampled_from(NOT_JSON) | jsons.map(lambda value: encoded(value))
MISSING = object()


def bodies(good, hostile):
    """Return bodies as bytes: mostly valid ones with up to three fields changed or missing, else any content."""
    values = {name: field | field | jsons | st.just(MISSING) for name, field in hostile.items()}
    return _encoded_body(_changed(good, values, up_to_three(hostile), jsons))


@st.composite
def _encoded_body(draw, changed):
    if draw(dice) == 0:
        return draw(invalid_bodies)
    return encoded({name: value for name, value in draw(changed).items() if value is not MISSING})


def encoded(value):
    return json.dumps(value).encode()


def decoded(body):
    """Return the object that was sent, or an empty one."""
    try:
        result = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return result if isinstance(result, dict) else {}


# Checks of what is stored


class Rollback(Exception):
    """Roll back the changes of an example."""


def tried(act):
    """Return the result of `act`. Check deferred constraints, then roll everything back."""
    result = None
    try:
        with transaction.atomic():
            result = act()
            if result is not None:
                connection.check_constraints()
            raise Rollback
    except Rollback:
        return result


def parsed_number(text, sign="$", scale=0):
    """Return the number that a text stands for, or None for empty text."""
    plain = "".join(str(text).split()).replace(sign, "").replace(",", "")
    return Decimal(plain).scaleb(scale) if plain else None


def is_cleaned_text(text, sent):
    """Check that only visible characters remain, none is lost or added, and white space is folded."""
    hidden = {"Cc", "Cf", "Co", "Cn", "Cs"}
    visible = [c for c in unicodedata.normalize("NFC", sent) if unicodedata.category(c) not in hidden]
    assert not any(unicodedata.category(c) in hidden for c in text), text
    assert text == " ".join(text.split())
    return "".join(text.split()) == "".join("".join(visible).split())
