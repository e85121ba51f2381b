"""Import a catalogue file in the admin: preview it, then apply exactly what the preview showed."""

import json
from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from people.models import AuditEvent
from people.tests.support.cast import signed_in
from portfolios.catalogue.file import FILE
from portfolios.models import CatalogueDraft, Instrument
from portfolios.tests.conftest import make_instrument
from portfolios.tests.support.catalogue_pages import UPLOAD, apply, file_of, upload
from portfolios.tests.support.staff import address_of, helper_with, list_of

pytestmark = pytest.mark.slow


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
    counts = {title: count for title, count, *_ in page.context["groups"]}
    assert counts["Unchanged"] == len(json.loads(FILE.read_text())["instruments"])
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
    client = signed_in(sam, enforce_csrf_checks=True)
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
