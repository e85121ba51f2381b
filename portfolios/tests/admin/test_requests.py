"""What staff see of private instruments, and what they do with them."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from people.tests.support.cast import PASSWORD, signed_in, user_manager
from portfolios.catalogue.classification_requests import classification_requested
from portfolios.models import Instrument, Position
from portfolios.tests.conftest import make_account, make_instrument, make_position

LIST = "admin:portfolios_requestedinstrument_changelist"
KNOWN = {
    "name": "Acme Corp.", "allocation_asset_class": {"equity": Decimal(60), "fixed_income": Decimal(40)},
    "classified_by": "owner", "confidence": Decimal("0.90"),
}  # fmt: skip


@pytest.fixture
def acme(alice):
    own = make_instrument(owner=alice, **KNOWN)
    make_position(make_account(alice), own, "3")
    return own


def helper(*permissions):
    user = user_manager().create_user("kim@example.com", PASSWORD, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return signed_in(user)


def act(client, action, *rows, **sent):
    chosen = {"action": action, "_selected_action": [str(row.pk) for row in rows], **sent}
    return client.post(reverse(LIST), chosen, follow=True)


def promote(client, *rows):
    """After the page in between, as it was shown."""
    seen = {f"seen-{row.pk}": row.updated_at.isoformat() for row in rows}
    return act(client, "promote_chosen", *rows, promote="Promote", **seen)


def test_requests_are_listed_with_what_is_proposed_and_how_many_have_the_symbol(as_sam, acme, bob, db):
    make_instrument(owner=bob, name="Bob's Acme")
    make_instrument("SHARED", name="Shared Incorporated")
    page = as_sam.get(reverse(LIST)).content.decode()
    assert "Equity 60%, Fixed income 40%" in page
    assert "Acme Corp." in page and "Bob&#x27;s Acme" in page
    assert '<td class="field-people">2</td>' in page
    assert "Shared Incorporated" not in page


def test_the_list_stays_filtered_after_a_promotion(as_sam, acme):
    filtered = f"{reverse(LIST)}?q=acme&classified_by__exact=owner"
    chosen = {"action": "promote_chosen", "_selected_action": [str(acme.pk)]}
    page = as_sam.post(filtered, chosen).content.decode()
    assert page.count(filtered.replace("&", "&amp;")) == 2  # the form and the way back
    seen = {f"seen-{acme.pk}": acme.updated_at.isoformat()}
    assert as_sam.post(filtered, {**chosen, **seen, "promote": "Promote"})["Location"] == filtered


def test_the_list_names_no_owner(as_sam, acme, sam):
    page = as_sam.get(reverse(LIST)).content.decode()
    assert "alice@" not in page
    assert "alice@" not in act(as_sam, "promote_chosen", acme).content.decode()


def test_a_request_is_opened_as_the_instrument_it_is(as_sam, acme):
    edit = reverse("admin:portfolios_instrument_change", args=[acme.pk])
    assert edit in as_sam.get(reverse(LIST)).content.decode()
    opened = as_sam.get(reverse("admin:portfolios_requestedinstrument_change", args=[acme.pk]))
    assert (opened.status_code, opened["Location"]) == (302, edit)


def test_the_number_of_questions_does_not_grow_with_the_requests(as_sam, alice, bob, django_assert_max_num_queries):
    for number in range(30):
        make_instrument(f"Z{number}", owner=alice)
        make_instrument(f"Z{number}", owner=bob)
    with django_assert_max_num_queries(15):
        as_sam.get(reverse(LIST))


def test_before_promoting_staff_see_what_becomes_public_and_what_moves(as_sam, acme, bob):
    make_instrument(owner=bob)
    page = " ".join(act(as_sam, "promote_chosen", acme).content.decode().split())
    for words in (
        "This becomes public: <strong>Acme Corp.</strong>, Stock",
        "Asset class: Equity 60%, Fixed income 40%",
        "1 position of its owner stays with it",
        "1 other person has this symbol too",
    ):
        assert words in page
    acme.refresh_from_db()
    assert acme.owner is not None


def test_what_the_catalogue_has_is_shown_beside_it(as_sam, acme, alice):
    shared = make_instrument(name="Acme Incorporated")
    make_position(alice.accounts.get(), shared)
    page = " ".join(act(as_sam, "promote_chosen", acme).content.decode().split())
    assert "The catalogue has ACME already: <strong>Acme Incorporated</strong>" in page
    assert "1 position moves; 1 of them is summed" in page


def test_promoting_makes_it_the_catalogues(as_sam, acme):
    page = promote(as_sam, acme).content.decode()
    acme.refresh_from_db()
    assert (acme.owner, acme.classified_by, Position.objects.get().instrument) == (None, "staff", acme)
    assert "ACME is in the catalogue. 1 positions use it" in page


def test_what_changed_since_it_was_shown_is_not_promoted(as_sam, acme, alice):
    shown = Instrument.objects.get(pk=acme.pk)
    acme.name = "Something quite private"
    acme.save()
    page = promote(as_sam, shown).content.decode()
    acme.refresh_from_db()
    assert acme.owner == alice
    assert "changed since the preview" in page


def test_what_cannot_be_promoted_is_said_before_and_after(as_sam, acme, alice):
    Instrument.objects.filter(pk=acme.pk).update(classified_by="tagger", confidence=Decimal("0.5"))
    acme.refresh_from_db()
    assert "cannot be promoted yet" in act(as_sam, "promote_chosen", acme).content.decode()
    assert "It is not classified yet" in promote(as_sam, acme).content.decode()
    acme.refresh_from_db()
    assert acme.owner == alice


def test_the_same_symbol_of_two_people_is_promoted_at_once(as_sam, acme, bob):
    bobs = make_instrument(owner=bob, name="Bob's Acme")
    make_position(make_account(bob), bobs, "2")
    promote(as_sam, acme, bobs)
    shared = Instrument.objects.get(symbol="ACME")
    assert (shared.owner, shared.name) == (None, "Acme Corp.")
    assert set(Position.objects.values_list("instrument", flat=True)) == {shared.pk}


def test_the_tagger_is_asked_again(as_sam, acme, alice):
    heard = []

    def listen(*, instrument_ids, anew, **_):
        heard.append((instrument_ids, anew))

    unknown = make_instrument("ZZZ", owner=alice)
    classification_requested.connect(listen)
    page = act(as_sam, "ask_the_tagger_again", acme, unknown).content.decode()
    classification_requested.disconnect(listen)
    assert heard == [([unknown.pk], True)]
    assert "checks 1 instruments again. It skips those that staff, a source or the owner classified" in page


@pytest.mark.parametrize("permissions", [(), ("view_instrument",), ("change_position",)])
def test_staff_without_the_permission_see_and_do_nothing(acme, alice, permissions):
    client = helper(*permissions)
    assert client.get(reverse(LIST)).status_code == 403
    assert promote(client, acme).status_code == 403
    acme.refresh_from_db()
    assert acme.owner == alice


def test_staff_with_the_permission_may(acme):
    client = helper("change_instrument")
    assert client.get(reverse(LIST)).status_code == 200
    promote(client, acme)
    acme.refresh_from_db()
    assert acme.owner is None


def test_others_are_sent_away(as_alice, acme):
    assert as_alice.get(reverse(LIST)).status_code == 302


def test_nothing_is_added_or_deleted_here(as_sam, acme):
    assert as_sam.get(reverse("admin:portfolios_requestedinstrument_add")).status_code == 403
    address = reverse("admin:portfolios_requestedinstrument_delete", args=[acme.pk])
    assert as_sam.post(address, {"post": "yes"}).status_code == 403
    assert Instrument.objects.filter(pk=acme.pk).exists()
