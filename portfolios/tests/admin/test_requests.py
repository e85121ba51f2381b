"""Staff review private instruments and promote them into the catalogue."""

from decimal import Decimal

import pytest
from django.urls import reverse

from portfolios.catalogue.classification_requests import classification_requested
from portfolios.models import Instrument, Position
from portfolios.tests.conftest import make_account, make_instrument, make_position
from portfolios.tests.support.staff import helper_with

LIST = "admin:portfolios_requestedinstrument_changelist"
CLASSIFIED = {
    "name": "Acme Corp.", "allocation_asset_class": {"equity": Decimal(60), "fixed_income": Decimal(40)},
    "classified_by": "owner", "confidence": Decimal("0.90"),
}  # fmt: skip


@pytest.fixture
def acme(alice):
    private = make_instrument(owner=alice, **CLASSIFIED)
    make_position(make_account(alice), private, "3")
    return private


def run_action(client, action, *rows, **sent):
    chosen = {"action": action, "_selected_action": [str(row.pk) for row in rows], **sent}
    return client.post(reverse(LIST), chosen, follow=True)


def promote(client, *rows):
    """Promote these rows from the preview page, with the times it showed."""
    shown_at = {f"seen-{row.pk}": row.updated_at.isoformat() for row in rows}
    return run_action(client, "promote_chosen", *rows, promote="Promote", **shown_at)


def test_requests_show_proposal_and_user_count(as_sam, acme, bob, db):
    make_instrument(owner=bob, name="Bob's Acme")
    make_instrument("SHARED", name="Shared Incorporated")
    page = as_sam.get(reverse(LIST)).content.decode()
    assert "Equity 60%, Fixed income 40%" in page
    assert "Acme Corp." in page and "Bob&#x27;s Acme" in page
    assert '<td class="field-people">2</td>' in page
    assert "Shared Incorporated" not in page


def test_a_promotion_keeps_the_list_filter(as_sam, acme):
    filtered = f"{reverse(LIST)}?q=acme&classified_by__exact=owner"
    chosen = {"action": "promote_chosen", "_selected_action": [str(acme.pk)]}
    page = as_sam.post(filtered, chosen).content.decode()
    assert page.count(filtered.replace("&", "&amp;")) == 2  # the form and the link back
    shown_at = {f"seen-{acme.pk}": acme.updated_at.isoformat()}
    assert as_sam.post(filtered, {**chosen, **shown_at, "promote": "Promote"})["Location"] == filtered


def test_the_list_names_no_owner(as_sam, acme, sam):
    page = as_sam.get(reverse(LIST)).content.decode()
    assert "alice@" not in page
    assert "alice@" not in run_action(as_sam, "promote_chosen", acme).content.decode()


def test_a_request_opens_its_instrument(as_sam, acme):
    edit = reverse("admin:portfolios_instrument_change", args=[acme.pk])
    assert edit in as_sam.get(reverse(LIST)).content.decode()
    opened = as_sam.get(reverse("admin:portfolios_requestedinstrument_change", args=[acme.pk]))
    assert (opened.status_code, opened["Location"]) == (302, edit)


def test_the_request_list_needs_few_queries(as_sam, alice, bob, django_assert_max_num_queries):
    for number in range(30):
        make_instrument(f"Z{number}", owner=alice)
        make_instrument(f"Z{number}", owner=bob)
    with django_assert_max_num_queries(15):
        as_sam.get(reverse(LIST))


def test_the_preview_shows_what_becomes_public(as_sam, acme, bob):
    make_instrument(owner=bob)
    page = " ".join(run_action(as_sam, "promote_chosen", acme).content.decode().split())
    for text in (
        "This becomes public: <strong>Acme Corp.</strong>, Stock",
        "Asset class: Equity 60%, Fixed income 40%",
        "1 position of its owner stays with it",
        "1 other person has this symbol too",
    ):
        assert text in page
    acme.refresh_from_db()
    assert acme.owner is not None


def test_the_preview_shows_the_shared_instrument(as_sam, acme, alice):
    shared = make_instrument(name="Acme Incorporated")
    make_position(alice.accounts.get(), shared)
    page = " ".join(run_action(as_sam, "promote_chosen", acme).content.decode().split())
    assert "The catalogue has ACME already: <strong>Acme Incorporated</strong>" in page
    assert "1 position moves; 1 of them is summed" in page


def test_promoting_adds_it_to_the_catalogue(as_sam, acme):
    page = promote(as_sam, acme).content.decode()
    acme.refresh_from_db()
    assert (acme.owner, acme.classified_by, Position.objects.get().instrument) == (None, "staff", acme)
    assert "ACME is in the catalogue. 1 positions use it" in page


def test_a_changed_request_is_not_promoted(as_sam, acme, alice):
    outdated = Instrument.objects.get(pk=acme.pk)
    acme.name = "Something quite private"
    acme.save()
    page = promote(as_sam, outdated).content.decode()
    acme.refresh_from_db()
    assert acme.owner == alice
    assert "changed since the preview" in page


def test_an_undecided_request_is_not_promoted(as_sam, acme, alice):
    Instrument.objects.filter(pk=acme.pk).update(classified_by="tagger", confidence=Decimal("0.5"))
    acme.refresh_from_db()
    assert "cannot be promoted yet" in run_action(as_sam, "promote_chosen", acme).content.decode()
    assert "It is not classified yet" in promote(as_sam, acme).content.decode()
    acme.refresh_from_db()
    assert acme.owner == alice


def test_equal_requests_are_promoted_together(as_sam, acme, bob):
    bobs = make_instrument(owner=bob, name="Bob's Acme")
    make_position(make_account(bob), bobs, "2")
    promote(as_sam, acme, bobs)
    shared = Instrument.objects.get(symbol="ACME")
    assert (shared.owner, shared.name) == (None, "Acme Corp.")
    assert set(Position.objects.values_list("instrument", flat=True)) == {shared.pk}


def test_staff_can_ask_the_tagger_again(as_sam, acme, alice):
    requests = []

    def record_request(*, instrument_ids, anew, **_):
        requests.append((instrument_ids, anew))

    unknown = make_instrument("ZZZ", owner=alice)
    classification_requested.connect(record_request)
    page = run_action(as_sam, "ask_the_tagger_again", acme, unknown).content.decode()
    classification_requested.disconnect(record_request)
    assert requests == [([unknown.pk], True)]
    assert "checks 1 instruments again. It skips those that staff, a source or the owner classified" in page


@pytest.mark.parametrize("permissions", [(), ("view_instrument",), ("change_position",)])
def test_requests_need_a_change_permission(acme, alice, permissions):
    client = helper_with(*permissions)
    assert client.get(reverse(LIST)).status_code == 403
    assert promote(client, acme).status_code == 403
    acme.refresh_from_db()
    assert acme.owner == alice


def test_staff_with_the_permission_can_promote(acme):
    client = helper_with("change_instrument")
    assert client.get(reverse(LIST)).status_code == 200
    promote(client, acme)
    acme.refresh_from_db()
    assert acme.owner is None


def test_only_staff_reach_the_request_list(as_alice, acme):
    assert as_alice.get(reverse(LIST)).status_code == 302


def test_requests_cannot_be_added_or_deleted(as_sam, acme):
    assert as_sam.get(reverse("admin:portfolios_requestedinstrument_add")).status_code == 403
    address = reverse("admin:portfolios_requestedinstrument_delete", args=[acme.pk])
    assert as_sam.post(address, {"post": "yes"}).status_code == 403
    assert Instrument.objects.filter(pk=acme.pk).exists()
