"""Alex offers to merge a private instrument with its shared one, and keeps other owners secret."""

from decimal import Decimal

import pytest
from django.utils import timezone

from portfolios.catalogue.promotion import promote
from portfolios.models import Instrument
from portfolios.tests.conftest import make_account, make_instrument, make_position
from portfolios.tests.quality.test_health import (
    SPLITS,
    add_complete_position,
    complete_account,  # noqa: F401 a fixture
    grade_of,
    issues_of,
    price_fields,
)

OFFER = "ACME is in the shared catalogue now: Acme Corp."


@pytest.fixture
def shared(db):
    return make_instrument(name="Acme Corp.", **SPLITS, **price_fields("12"))


@pytest.fixture
def bobs(bob, bobs_account):
    private = make_instrument(owner=bob, name="My Acme", **SPLITS, **price_fields("10"))
    make_position(bobs_account, private, "3", cost_basis=Decimal(30))
    return private


def page_of(client, instrument):
    return client.get(f"/instruments/{instrument.pk}/", follow=True).content.decode()


def test_the_offer_compares_both_instruments(as_bob, bobs, shared):
    page = " ".join(page_of(as_bob, bobs).split())
    for text in (OFFER, "<td>My Acme</td><td>Acme Corp.</td>", "$10.00", "$12.00", "The prices differ",
                  "<td>Stocks 100.0% </td><td>Stocks 100.0% </td>"):  # fmt: skip
        assert text in page


def test_no_offer_without_a_shared_instrument(as_bob, bobs):
    assert 'id="offer"' not in page_of(as_bob, bobs)


def test_the_offer_warns_of_a_missing_price(as_bob, bobs, shared):
    Instrument.objects.filter(pk=shared.pk).update(current_price=None, priced_at=None, price_source="")
    assert "would be left out of every total" in page_of(as_bob, bobs)


def test_merging_moves_the_positions(as_bob, bobs, shared, bobs_account):
    response = as_bob.post(f"/instruments/{bobs.pk}/merge/", follow=True)
    assert response.redirect_chain == [(f"/instruments/{shared.pk}/", 302)]
    assert "your positions now use the shared instrument" in response.content.decode()
    assert bobs_account.positions.get().instrument == shared
    assert not Instrument.objects.filter(pk=bobs.pk).exists()


def test_a_kept_instrument_can_be_merged_later(as_bob, bob, bobs, shared):
    assert "offered" in issues_of(bob)
    page = as_bob.post(f"/instruments/{bobs.pk}/keep/", follow=True).content.decode()
    assert OFFER not in page
    assert "You keep your own." in page
    assert "offered" not in issues_of(bob)
    as_bob.post(f"/instruments/{bobs.pk}/merge/")
    assert not Instrument.objects.filter(pk=bobs.pk).exists()


def test_a_merge_without_an_offer_is_explained(as_bob, bobs):
    page = as_bob.post(f"/instruments/{bobs.pk}/merge/", follow=True).content.decode()
    assert "no longer has this symbol" in page


@pytest.mark.parametrize("action", ["merge", "keep", "confirm", "classify"])
def test_a_promoted_instrument_is_read_only(as_bob, bobs, sam, action):
    promote(instrument=bobs, by=sam)
    response = as_bob.post(f"/instruments/{bobs.pk}/{action}/", follow=True)
    assert response.status_code == 200
    message = "no longer a private instrument" if action == "merge" else "only staff can change it"
    assert message in response.content.decode()


@pytest.mark.parametrize("path", ["/dashboard/", "/accounts/"])
def test_data_health_links_to_the_offer(as_bob, bobs, shared, path):
    page = as_bob.get(path).content.decode()
    assert "The shared catalogue now has ACME." in page
    assert f"/instruments/{bobs.pk}/#offer" in page


def test_an_offer_lowers_no_grade(complete_account):  # noqa: F811
    add_complete_position(complete_account)
    make_instrument("FINE")
    assert set(issues_of(complete_account.user)) == {"offered"}
    assert grade_of(complete_account.user) == "A"


def test_data_health_links_to_proposals(as_bob, bob, bobs):
    Instrument.objects.filter(pk=bobs.pk).update(classified_by="tagger", confidence=Decimal("0.5"))
    page = as_bob.get("/accounts/").content.decode()
    assert "Check how Alex classified ACME." in page
    assert "Until you confirm, “unclassified” includes ACME." in page
    assert f"/instruments/{bobs.pk}/#proposal" in page
    assert "unclassified" not in issues_of(bob)


@pytest.mark.parametrize(("confidence", "letter"), [("0.9", "B"), ("0.5", "D")])
def test_confirming_a_proposal_restores_grade_a(complete_account, confidence, letter):  # noqa: F811
    add_complete_position(complete_account, classified_by="tagger", confidence=Decimal(confidence))
    assert set(issues_of(complete_account.user)) == {"proposed"}
    assert grade_of(complete_account.user) == letter
    complete_account.user.instruments.get().confirm()
    assert grade_of(complete_account.user) == "A"


def test_staff_confirm_shared_proposals(complete_account):  # noqa: F811
    row = make_instrument(
        "FINE", **{**SPLITS, **price_fields(), "classified_by": "tagger", "confidence": Decimal("0.9")}
    )
    make_position(complete_account, row, "1", cost_basis=Decimal(5))
    assert issues_of(complete_account.user) == {}


class TestPrivateInstruments:
    """Bob finds Alice's private instrument on no page, in no search, by no API and in no import."""

    @pytest.fixture
    def alices(self, alice):
        private = make_instrument("SECRET", owner=alice, name="Alice's Secret LLC", **SPLITS, **price_fields())
        make_position(make_account(alice), private)
        return private

    @pytest.fixture
    def pages_of_bob(self, bobs_account, bobs, shared):
        yield [
            "/dashboard/", "/accounts/", "/team/", "/accounts/export.csv", "/accounts/export.json",
            f"/accounts/{bobs_account.pk}/", f"/instruments/{bobs.pk}/", f"/instruments/{shared.pk}/",
            f"/accounts/{bobs_account.pk}/search/?symbol=SECR", f"/accounts/{bobs_account.pk}/search/?symbol=alice",
            f"/accounts/{bobs_account.pk}/positions/?choose=SECRET", "/api/instruments?page_size=200",
            "/api/instruments?search=secret", "/api/instruments?search=llc", "/api/positions", "/api/accounts",
        ]  # fmt: skip

    def test_no_page_shows_a_strangers_instrument(self, as_bob, alices, pages_of_bob):
        for path in pages_of_bob:
            response = as_bob.get(path)
            assert response.status_code == 200, path
            assert "Secret LLC" not in response.content.decode(), path
            assert str(alices.pk) not in response.content.decode(), path

    def test_bob_can_use_the_same_symbol(self, as_bob, bob, alices, bobs_account):
        sent = {"symbol": "SECRET", "quantity": "1", "name": "Bob's", "instrument_type": "stock"}
        as_bob.post(f"/accounts/{bobs_account.pk}/positions/", sent)
        assert Instrument.objects.get(owner=bob, symbol="SECRET").name == "Bob's"

    def test_an_import_ignores_strangers_symbols(self, bob, alices, bobs_account):
        from portfolios.importing.steps import apply_import, plan_import
        from portfolios.tests.support.import_steps import start

        draft = start(bobs_account, "Symbol,Quantity\nSECRET,1\n")
        plan = plan_import(draft=draft)
        assert list(plan.new_instruments) == ["SECRET"]
        apply_import(draft=draft, digest=plan.digest)
        assert bobs_account.positions.get().instrument.owner == bob

    def test_the_owner_does_not_see_other_owners(self, as_bob, bobs, alice):
        make_instrument(owner=alice, name="Alice's Acme")
        page = page_of(as_bob, bobs)
        assert "Alice" not in page
        assert 'id="offer"' not in page

    def test_the_api_ignores_strangers_symbols(self, as_bob, alices, bobs_account):
        from portfolios.tests.api.test_views import call

        sent = {"account_id": str(bobs_account.pk), "symbol": "SECRET", "quantity": "1"}
        response = call(as_bob, "post", "positions", sent)
        assert response.status_code == 400
        assert "does not know this symbol" in response.content.decode()


def test_an_old_snapshot_has_no_offers(alice):
    from portfolios.models.snapshots import take_snapshot
    from portfolios.valuation.snapshot import InstrumentValue

    row = make_instrument(owner=alice, **price_fields())
    make_position(make_account(alice), row)
    stored = take_snapshot(alice.pk, now=timezone.now()).instruments[0].model_dump(mode="json")
    older = {name: value for name, value in stored.items() if name not in {"awaits_confirmation", "has_twin"}}
    assert InstrumentValue.model_validate(older).has_twin is False
