"""Import a catalogue file in the admin: preview it, then apply exactly what the preview showed."""

import json
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from people.models import AuditEvent
from portfolios.catalogue.file import FILE
from portfolios.fields import uploads
from portfolios.models import CatalogueDraft, Instrument
from portfolios.tests.conftest import make_instrument
from portfolios.tests.support.staff import address_of, helper_with, list_of

pytestmark = pytest.mark.slow

UPLOAD = "admin:catalogue_upload"
CONTENT = json.loads(FILE.read_text())


def file_of(*symbols, **changes):
    """Return a file with the shipped entries of these symbols. An unknown symbol is a copy of SPY.

    changes: replace fields of the first entry.
    """
    known = {entry["symbol"]: entry for entry in CONTENT["instruments"]}
    entries = [dict(known.get(symbol, known["SPY"]), symbol=symbol) for symbol in symbols]
    entries[0] |= changes
    return json.dumps({**CONTENT, "instruments": entries})


def upload(client, content):
    data = content if isinstance(content, bytes) else content.encode()
    return client.post(reverse(UPLOAD), {"file": SimpleUploadedFile("new figures.json", data)})


def apply(client, page=None):
    draft = CatalogueDraft.objects.get()
    address = reverse("admin:catalogue_check", args=[draft.pk])
    page = page or client.get(address)
    return client.post(address, {"digest": page.context["plan"].digest})


def symbols_by_group(page):
    return {title: [row.symbol for row in rows] for title, _, rows, _ in page.context["groups"]}


def test_the_preview_groups_entries_by_outcome(as_sam, catalogue):
    Instrument.objects.filter(symbol="VOO").update(classified_by="staff")
    response = upload(as_sam, file_of("SPY", "NEW", "VTI", "VOO", name="Spider"))
    page = as_sam.get(response["Location"])
    expected = {"New": ["NEW"], "Changed": ["SPY"], "Left as staff decided": ["VOO"], "Unchanged": ["VTI"]}
    assert symbols_by_group(page) == expected
    (row,) = page.context["plan"].of("changed")
    assert [(change.field, change.before, change.after) for change in row.changes] == [
        ("name", "SPDR S&P 500 ETF Trust", "Spider")
    ]
    assert Instrument.objects.get(symbol="SPY").name != "Spider"
    assert not AuditEvent.objects.exists()


def test_an_applied_import_is_recorded(as_sam, sam, catalogue):
    upload(as_sam, file_of("SPY", "NEW", "VTI", name="Spider"))
    assert apply(as_sam)["Location"] == list_of("instrument")
    spy, new = (Instrument.objects.get(symbol=symbol) for symbol in ("SPY", "NEW"))
    assert (spy.name, new.owner, new.classified_by) == ("Spider", None, "seed")
    import_event = AuditEvent.objects.get(action="imported_catalogue")
    assert (import_event.user, import_event.details) == (
        sam, "new figures.json: 1 new, 1 changed, 1 unchanged, 0 left as staff decided"
    )  # fmt: skip
    (change,) = AuditEvent.objects.for_row(spy).get().changes
    assert (change.field, change.before, change.after) == ("name", "SPDR S&P 500 ETF Trust", "Spider")
    assert AuditEvent.objects.for_row(new).get().action == "imported_instrument"
    assert not CatalogueDraft.objects.exists()


def test_the_shipped_file_changes_nothing(as_sam, catalogue):
    upload(as_sam, FILE.read_bytes())
    page = as_sam.get(reverse("admin:catalogue_check", args=[CatalogueDraft.objects.get().pk]))
    assert len(symbols_by_group(page)["Unchanged"]) == 107
    assert "there is nothing to import" in page.content.decode()
    assert "Import all of it" not in page.content.decode()


def test_an_outdated_preview_is_shown_again(as_sam, catalogue):
    upload(as_sam, file_of("SPY", "NEW", name="Spider"))
    page = as_sam.get(reverse("admin:catalogue_check", args=[CatalogueDraft.objects.get().pk]))
    Instrument.objects.filter(symbol="SPY").update(expense_ratio=Decimal("0.5"))
    response = apply(as_sam, page)
    assert response.status_code == 409
    assert "Nothing was imported" in response.content.decode()
    assert Instrument.objects.get(symbol="SPY").name != "Spider"
    assert not Instrument.objects.filter(symbol="NEW").exists()
    assert apply(as_sam, response).status_code == 302


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


def test_hidden_characters_of_names_are_removed(as_sam, db):
    upload(as_sam, file_of("SPY", name="Spi\u202eder \u0000 Trust"))
    apply(as_sam)
    assert Instrument.objects.get().name == "Spi der Trust"


def test_an_import_keeps_private_instruments(as_sam, alice):
    private = make_instrument("SPY", owner=alice, name="Mine")
    upload(as_sam, file_of("SPY"))
    apply(as_sam)
    private.refresh_from_db()
    assert private.name == "Mine"


def test_a_large_file_needs_few_queries(as_sam, catalogue, django_assert_max_num_queries):
    upload(as_sam, file_of(*(f"X{number}" for number in range(500))))
    draft = CatalogueDraft.objects.get()
    with django_assert_max_num_queries(16):
        page = as_sam.get(reverse("admin:catalogue_check", args=[draft.pk]))
    assert "And 300 more." in page.content.decode()
    with django_assert_max_num_queries(40):
        apply(as_sam, page)


@pytest.mark.parametrize(
    "permissions", [("add_instrument",), ("change_instrument", "view_instrument"), ("view_instrument",)]
)
def test_one_permission_is_not_enough_to_import(sam, permissions):
    client = helper_with(*permissions)
    assert client.get(reverse(UPLOAD)).status_code == 403
    assert upload(client, FILE.read_bytes()).status_code == 403
    assert not CatalogueDraft.objects.exists()
    if "view_instrument" in permissions:
        assert "Import a catalogue" not in client.get(list_of("instrument")).content.decode()


def test_both_permissions_allow_an_import(catalogue):
    client = helper_with("add_instrument", "change_instrument")
    assert "Import a catalogue" in client.get(list_of("instrument")).content.decode()
    assert upload(client, file_of("NEW")).status_code == 302
    assert apply(client).status_code == 302


def test_a_draft_belongs_to_its_uploader(as_sam, db):
    upload(as_sam, file_of("NEW"))
    address = reverse("admin:catalogue_check", args=[CatalogueDraft.objects.get().pk])
    client = helper_with("add_instrument", "change_instrument")
    assert client.get(address).status_code == client.post(address).status_code == 404


def test_only_staff_reach_the_upload_page(as_alice):
    assert as_alice.get(reverse(UPLOAD)).status_code == 302
    assert upload(as_alice, file_of("NEW")).status_code == 302
    assert not CatalogueDraft.objects.exists()


def test_a_post_without_the_csrf_token_is_refused(sam, as_sam):
    upload(as_sam, file_of("NEW"))
    client = Client(enforce_csrf_checks=True)
    client.force_login(sam)
    assert upload(client, file_of("NEW")).status_code == 403
    page = as_sam.get(reverse("admin:catalogue_check", args=[CatalogueDraft.objects.get().pk]))
    assert apply(client, page).status_code == 403
    assert not Instrument.objects.exists()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("visitor", ["desktop", "phone"], indirect=True)
def test_staff_import_a_file_and_see_its_history(visitor, sam, jordan):
    visitor.sign_in(sam)
    visitor.open(list_of("instrument"))
    visitor.page.get_by_role("link", name="Import a catalogue file").click()
    content = file_of("SPY", name="Spider").encode()
    file = {"name": "new.json", "mimeType": "application/json", "buffer": content}
    visitor.page.get_by_label("Catalogue file").set_input_files(file)
    visitor.page.get_by_role("button", name="Show what it would change").click()
    expect(visitor.page.get_by_role("region", name="Changed")).to_contain_text("Spider")
    assert not visitor.too_wide()
    visitor.page.get_by_role("button", name="Import all of it").click()
    expect(visitor.page.get_by_text("0 instruments added, 1 changed")).to_be_visible()
    visitor.open(address_of(Instrument.objects.get(symbol="SPY"), "history"))
    expect(visitor.page.get_by_role("region", name="Changes")).to_contain_text("SPDR S&P 500 ETF Trust")
    assert not visitor.too_wide()
    assert visitor.complaints == []
