"""A symbol of one's own that the catalogue has too: the merge is offered, and nobody learns who else has it."""

from decimal import Decimal

import pytest
from django.utils import timezone

from portfolios.catalogue.promotion import promote
from portfolios.models import Instrument
from portfolios.tests.conftest import make_account, make_instrument, make_position
from portfolios.tests.quality.test_health import SPLITS, found, graded, hold, priced, sound  # noqa: F401 a fixture

OFFER = "ACME is in the shared catalogue now: Acme Corp."


@pytest.fixture
def shared(db):
    return make_instrument(name="Acme Corp.", **SPLITS, **priced("12"))


@pytest.fixture
def bobs(bob, bobs_account):
    own = make_instrument(owner=bob, name="My Acme", **SPLITS, **priced("10"))
    make_position(bobs_account, own, "3", cost_basis=Decimal(30))
    return own


def page_of(client, instrument):
    return client.get(f"/instruments/{instrument.pk}/", follow=True).content.decode()


def test_both_are_shown_beside_each_other(as_bob, bobs, shared):
    page = " ".join(page_of(as_bob, bobs).split())
    for words in (OFFER, "<td>My Acme</td><td>Acme Corp.</td>", "$10.00", "$12.00", "The prices differ",
                  "<td>Equity 100.0% </td><td>Equity 100.0% </td>"):  # fmt: skip
        assert words in page


def test_without_a_twin_nothing_is_offered(as_bob, bobs):
    assert 'id="offer"' not in page_of(as_bob, bobs)


def test_a_catalogue_without_a_price_is_said(as_bob, bobs, shared):
    Instrument.objects.filter(pk=shared.pk).update(current_price=None, priced_at=None, price_source="")
    assert "would be left out of every total" in page_of(as_bob, bobs)


def test_taking_it_moves_the_positions_and_leads_to_the_catalogues(as_bob, bobs, shared, bobs_account):
    response = as_bob.post(f"/instruments/{bobs.pk}/merge/", follow=True)
    assert response.redirect_chain == [(f"/instruments/{shared.pk}/", 302)]
    assert "your positions now use the shared instrument" in response.content.decode()
    assert bobs_account.positions.get().instrument == shared
    assert not Instrument.objects.filter(pk=bobs.pk).exists()


def test_keeping_ones_own_is_remembered_and_can_be_changed_later(as_bob, bob, bobs, shared):
    assert "offered" in found(bob)
    page = as_bob.post(f"/instruments/{bobs.pk}/keep/", follow=True).content.decode()
    assert OFFER not in page
    assert "You keep your own." in page
    assert "offered" not in found(bob)
    as_bob.post(f"/instruments/{bobs.pk}/merge/")
    assert not Instrument.objects.filter(pk=bobs.pk).exists()


def test_where_there_is_nothing_to_merge_with_that_is_said(as_bob, bobs):
    page = as_bob.post(f"/instruments/{bobs.pk}/merge/", follow=True).content.decode()
    assert "no longer has this symbol" in page


@pytest.mark.parametrize("deed", ["merge", "keep", "confirm", "classify"])
def test_what_is_the_catalogues_meanwhile_is_told(as_bob, bobs, sam, deed):
    promote(instrument=bobs, by=sam)
    response = as_bob.post(f"/instruments/{bobs.pk}/{deed}/", follow=True)
    assert response.status_code == 200
    words = "no longer a private instrument" if deed == "merge" else "only staff can change it"
    assert words in response.content.decode()


@pytest.mark.parametrize("path", ["/dashboard/", "/accounts/"])
def test_data_health_offers_it_with_a_link(as_bob, bobs, shared, path):
    page = as_bob.get(path).content.decode()
    assert "The shared catalogue now has ACME." in page
    assert f"/instruments/{bobs.pk}/#offer" in page


def test_an_offer_lowers_no_grade(sound):  # noqa: F811
    hold(sound)
    make_instrument("FINE")
    assert set(found(sound.user)) == {"offered"}
    assert graded(sound.user) == "A"


def test_data_health_names_proposals_that_wait_with_a_link(as_bob, bob, bobs):
    Instrument.objects.filter(pk=bobs.pk).update(classified_by="tagger", confidence=Decimal("0.5"))
    page = as_bob.get("/accounts/").content.decode()
    assert "Check how Alex classified ACME." in page
    assert "Until you confirm, “unclassified” includes ACME." in page
    assert f"/instruments/{bobs.pk}/#proposal" in page
    assert "unclassified" not in found(bob)


@pytest.mark.parametrize(("confidence", "letter"), [("0.9", "B"), ("0.5", "D")])
def test_an_unconfirmed_proposal_is_a_finding_and_confirming_it_brings_back_grade_a(sound, confidence, letter):  # noqa: F811
    hold(sound, classified_by="tagger", confidence=Decimal(confidence))
    assert set(found(sound.user)) == {"proposed"}
    assert graded(sound.user) == letter
    sound.user.instruments.get().confirm()
    assert graded(sound.user) == "A"


def test_a_proposal_for_the_catalogues_is_staffs_to_confirm(sound):  # noqa: F811
    row = make_instrument("FINE", **{**SPLITS, **priced(), "classified_by": "tagger", "confidence": Decimal("0.9")})
    make_position(sound, row, "1", cost_basis=Decimal(5))
    assert found(sound.user) == {}


class TestNobodyElseEverSees:
    """Alice's own instrument, to Bob: on no page, in no search, by no API, in no import."""

    @pytest.fixture
    def alices(self, alice):
        own = make_instrument("SECRET", owner=alice, name="Alice's Secret LLC", **SPLITS, **priced())
        make_position(make_account(alice), own)
        return own

    @pytest.fixture
    def where_bob_may_look(self, bobs_account, bobs, shared):
        yield [
            "/dashboard/", "/accounts/", "/team/", "/accounts/export.csv", "/accounts/export.json",
            f"/accounts/{bobs_account.pk}/", f"/instruments/{bobs.pk}/", f"/instruments/{shared.pk}/",
            f"/accounts/{bobs_account.pk}/search/?symbol=SECR", f"/accounts/{bobs_account.pk}/search/?symbol=alice",
            f"/accounts/{bobs_account.pk}/positions/?choose=SECRET", "/api/instruments?page_size=200",
            "/api/instruments?search=secret", "/api/instruments?search=llc", "/api/positions", "/api/accounts",
        ]  # fmt: skip

    def test_wherever_bob_looks(self, as_bob, alices, where_bob_may_look):
        for path in where_bob_may_look:
            response = as_bob.get(path)
            assert response.status_code == 200, path
            assert "Secret LLC" not in response.content.decode(), path
            assert str(alices.pk) not in response.content.decode(), path

    def test_an_equal_symbol_of_bobs_is_one_of_his_own(self, as_bob, bob, alices, bobs_account):
        sent = {"symbol": "SECRET", "quantity": "1", "name": "Bob's", "instrument_type": "stock"}
        as_bob.post(f"/accounts/{bobs_account.pk}/positions/", sent)
        assert Instrument.objects.get(owner=bob, symbol="SECRET").name == "Bob's"

    def test_a_file_of_bobs_does_not_find_it(self, bob, alices, bobs_account):
        from portfolios.importing.steps import apply_import, plan_import
        from portfolios.tests.importing.test_steps import start

        draft = start(bobs_account, "Symbol,Quantity\nSECRET,1\n")
        plan = plan_import(draft=draft)
        assert list(plan.new_instruments) == ["SECRET"]
        apply_import(draft=draft, digest=plan.digest)
        assert bobs_account.positions.get().instrument.owner == bob

    def test_that_others_have_it_too_is_on_no_page_of_the_owner(self, as_bob, bobs, alice):
        make_instrument(owner=alice, name="Alice's Acme")
        page = page_of(as_bob, bobs)
        assert "Alice" not in page
        assert 'id="offer"' not in page

    def test_a_symbol_that_somebody_has_privately_is_free_for_the_api(self, as_bob, alices, bobs_account):
        from portfolios.tests.api.test_views import call

        sent = {"account_id": str(bobs_account.pk), "symbol": "SECRET", "quantity": "1"}
        response = call(as_bob, "post", "positions", sent)
        assert response.status_code == 400
        assert "does not know this symbol" in response.content.decode()


def test_an_old_snapshot_has_no_offers(alice):
    from portfolios.models.snapshots import take_snapshot
    from portfolios.valuation.snapshot import InstrumentValue

    row = make_instrument(owner=alice, **priced())
    make_position(make_account(alice), row)
    stored = take_snapshot(alice.pk, now=timezone.now()).instruments[0].model_dump(mode="json")
    older = {name: value for name, value in stored.items() if name not in {"awaits_confirmation", "has_twin"}}
    assert InstrumentValue.model_validate(older).has_twin is False
