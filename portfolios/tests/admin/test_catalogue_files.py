"""Refuse a catalogue file that cannot be imported, with its reasons."""

import json

import pytest

from portfolios.catalogue.file import FILE
from portfolios.fields import uploads
from portfolios.models import CatalogueDraft
from portfolios.tests.support.catalogue_pages import CONTENT, file_of, upload

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"asset_class": {"equity": 99}}, "asset_class: The shares sum to 99, not to 100."),
        ({"type": "house"}, "type: Input should be"),
        ({"name": "\u200b\u0007"}, "name: "),
        ({"name": 7}, "name: "),
        ({"sample_price": 0.0000001}, "sample_price: "),
        ({"expense_ratio": "NaN"}, "expense_ratio: "),
        ({"colour": "red"}, "colour: "),
        ({"symbol": "<b>"}, "symbol: "),
    ],
)
def test_a_wrong_entry_is_refused_with_its_reason(as_sam, catalogue, changes, message):
    response = upload(as_sam, file_of("SPY", "NEW", **changes))
    assert response.status_code == 422
    (problem,) = response.context["problems"]
    assert problem.symbol == changes.get("symbol", "SPY")
    assert problem.reason.startswith(message)
    assert "<b>" not in response.content.decode().split('id="content-main"')[1]
    assert not CatalogueDraft.objects.exists()


def test_all_wrong_entries_are_listed_together(as_sam, db):
    entries = json.loads(file_of("AAA", "BBB", type="house"))["instruments"]
    entries[1]["sectors"] = {}
    response = upload(as_sam, json.dumps({**CONTENT, "instruments": [*entries, {}]}))
    assert {problem.symbol for problem in response.context["problems"]} == {"AAA", "BBB", "no. 3"}


def test_more_than_10000_instruments_are_refused(as_sam, db):
    response = upload(as_sam, json.dumps({**CONTENT, "instruments": [{}] * 10_001}))
    assert [problem.reason for problem in response.context["problems"]] == ["There are more than 10,000 instruments."]


def test_a_long_list_of_errors_is_cut_short(as_sam, db):
    response = upload(as_sam, json.dumps({**CONTENT, "instruments": [{}] * 10_000}))
    assert 200 <= len(response.context["problems"]) < 220


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"nonsense", "Invalid JSON"),
        (b"[1, 2]", "should be an object"),
        (b"{}", "Field required"),
        (b'{"a": ' + b"[" * 100_000, "JSON"),
        (b"\xff\xfe\x00", "UTF-8"),
        (file_of("SPY", "SPY"), "Listed more than once: SPY."),
        (json.dumps({**CONTENT, "keys": {}}), "taxonomy"),
    ],
)
def test_an_invalid_catalogue_gets_a_message(as_sam, db, content, message):
    response = upload(as_sam, content)
    assert response.status_code == 422
    assert message in response.content.decode()
    assert not CatalogueDraft.objects.exists()


def test_a_file_beyond_the_limit_is_refused(as_sam, db, monkeypatch):
    monkeypatch.setattr(uploads, "MAX_FILE_BYTES", 1000)
    response = upload(as_sam, FILE.read_bytes())
    assert response.status_code == 422
    assert "larger than 10 MB" in response.content.decode()
