"""Alex proposes a classification for a private instrument, and its owner decides."""

from decimal import Decimal

import pytest

from people.models import AuditEvent
from portfolios.catalogue.classification_requests import classification_requested, request_reclassification
from portfolios.importing.steps import apply_import, plan_import
from portfolios.models import Instrument
from portfolios.tests.api.test_views import call
from portfolios.tests.conftest import make_account, make_instrument
from portfolios.tests.support.import_steps import start
from portfolios.tests.views.test_instruments import SPLIT_INPUTS, classify, send

HTMX = {"HX-Request": "true"}
NEW = {"symbol": "ZZZ", "quantity": "3", "name": "Zebra", "instrument_type": "stock"}


@pytest.fixture
def requests():
    """Return the requested classifications: user, symbols, and whether to repeat earlier ones."""
    requested = []

    def record_request(*, user_id, instrument_ids, anew, **_):
        symbols = Instrument.objects.filter(pk__in=instrument_ids).values_list("symbol", flat=True)
        requested.append((user_id, sorted(symbols), anew))

    classification_requested.connect(record_request)
    yield requested
    classification_requested.disconnect(record_request)


@pytest.fixture
def private(alice):
    return make_instrument("ZZZ", owner=alice)


def with_proposal(instrument, confidence="0.9", **splits):
    instrument.propose(
        asset_class={"equity": Decimal(100)}, regions={"europe": Decimal(100)}, sectors={}, rationale="It says so.",
        confidence=Decimal(confidence), **splits,
    )  # fmt: skip
    instrument.refresh_from_db()
    return instrument


def page_of(client, instrument):
    return " ".join(client.get(f"/instruments/{instrument.pk}/").content.decode().split())


def confirm(client, instrument, shown_at=None):
    sent = {"seen": instrument.updated_at.isoformat() if shown_at is None else shown_at}
    return client.post(f"/instruments/{instrument.pk}/confirm/", sent, follow=True)


def test_the_page_requests_a_classification(as_alice, alice, alices_account, vti, requests):
    as_alice.post(f"/accounts/{alices_account.pk}/positions/", NEW)
    assert requests == [(alice.pk, ["ZZZ"], False)]


def test_the_api_requests_a_classification_once(as_alice, alice, alices_account, vti, requests):
    for account in (alices_account, make_account(alice, name="Another")):
        sent = {"account_id": str(account.pk), **NEW}
        assert call(as_alice, "post", "positions", sent).status_code == 201
    assert requests == [(alice.pk, ["ZZZ"], False)]


def test_an_import_requests_one_classification(alice, alices_account, vti, requests):
    draft = start(alices_account, "Symbol,Quantity\nVTI,12\nZZZ,1\nYYY,2\n")
    apply_import(draft=draft, digest=plan_import(draft=draft).digest)
    assert requests == [(alice.pk, ["YYY", "ZZZ"], False)]


def test_a_shared_symbol_needs_no_request(as_alice, alices_account, vti, requests):
    as_alice.post(f"/accounts/{alices_account.pk}/positions/", {"symbol": "VTI", "quantity": "3"})
    assert requests == []


def test_a_rename_requests_a_classification(as_alice, alice, private, requests):
    send(as_alice, private, name=private.name)
    assert requests == []
    send(as_alice, private, name="Zebra Bond Fund")
    assert requests == [(alice.pk, ["ZZZ"], False)]


@pytest.mark.parametrize("change", [{"name": "Zebra Bond Fund"}, {"instrument_type": "bond"}])
def test_a_rename_withdraws_the_proposal(as_alice, alice, private, requests, change):
    send(as_alice, with_proposal(private), **{"name": private.name, **change})
    private.refresh_from_db()
    assert (private.classified_by, private.allocation_asset_class, private.rationale) == ("", {}, "")
    assert requests == [(alice.pk, ["ZZZ"], False)]


def test_a_rename_keeps_the_owners_decision(as_alice, private, requests):
    classify(as_alice, private)
    send(as_alice, private, name="Zebra Bond Fund")
    private.refresh_from_db()
    assert (private.classified_by, private.is_classified, requests) == ("owner", True, [])


def test_a_cleared_classification_asks_again(as_alice, alice, private, requests):
    classify(as_alice, private)
    classify(as_alice, private, **dict.fromkeys(SPLIT_INPUTS, ""))
    assert requests == [(alice.pk, ["ZZZ"], False)]


def test_the_page_polls_for_a_proposal(as_alice, private):
    page = page_of(as_alice, private)
    assert "Alex has not looked at it yet" in page
    address, looks = f"/instruments/{private.pk}/proposal/", 1
    while f'hx-get="{address}?looks={looks}"' in page:
        page = as_alice.get(f"{address}?looks={looks}", headers=HTMX).content.decode()
        looks += 1
    assert looks == 6
    assert "Check again" in page
    assert "<noscript>" not in page


@pytest.mark.parametrize("looks", ["", "0", "-1", "9", "x", "²", "1e3"])
def test_an_invalid_poll_count_ends_polling(as_alice, private, looks):
    page = as_alice.get(f"/instruments/{private.pk}/proposal/", {"looks": looks}, headers=HTMX)
    assert page.status_code == 200
    assert "hx-get" not in page.content.decode()


def test_polling_ends_with_a_proposal(as_alice, private):
    with_proposal(private)
    fragment = as_alice.get(f"/instruments/{private.pk}/proposal/", {"looks": "1"}, headers=HTMX).content.decode()
    assert "Proposed by Alex" in fragment
    assert "hx-get" not in fragment


def test_a_proposal_shows_confidence_and_reason(as_alice, private):
    page = page_of(as_alice, with_proposal(private))
    for text in ("Proposed by Alex", "<strong>sure</strong> (90%)", "It says so.", "Stocks", "Europe",
                  "It counts in every breakdown already, as a proposal", ">Confirm</button>"):  # fmt: skip
        assert text in page


@pytest.mark.parametrize(
    ("confidence", "certainty", "counts"),
    [
        ("0.59", "not sure", False),
        ("0.60", "fairly sure", True),
        ("0.85", "sure", True),
        ("0.10", "only guessing", False),
    ],
)
def test_a_weak_proposal_counts_as_unclassified(as_alice, private, confidence, certainty, counts):
    page = page_of(as_alice, with_proposal(private, confidence))
    assert f"<strong>{certainty}</strong>" in page
    assert ("counts as “unclassified” until you confirm" in page) is not counts
    assert private.is_classified is counts


def test_an_empty_proposal_shows_its_reason(as_alice, private):
    private.propose(asset_class={}, regions={}, sectors={}, rationale="Its name says nothing.", confidence=Decimal(0))
    page = page_of(as_alice, private)
    assert "Alex cannot tell" in page
    assert "Its name says nothing." in page
    assert ">Confirm</button>" not in page


def test_a_confirmed_proposal_keeps_its_reason(as_alice, private):
    page = confirm(as_alice, with_proposal(private, "0.5")).content.decode()
    private.refresh_from_db()
    assert (private.classified_by, private.reviewed, private.is_classified) == ("owner", True, True)
    assert private.allocation_asset_class == {"equity": Decimal(100)}
    assert "Proposed by Alex (50% sure), confirmed by you. It says so." in page


@pytest.mark.parametrize("shown_at", ["", "x", "2020-01-01T00:00:00+00:00"])
def test_an_outdated_confirmation_is_refused(as_alice, private, shown_at):
    page = confirm(as_alice, with_proposal(private, "0.5"), shown_at).content.decode()
    private.refresh_from_db()
    assert private.classified_by == "tagger"
    assert "Nothing is confirmed" in page


def test_confirming_needs_a_proposal(as_alice, private):
    confirm(as_alice, private)
    private.refresh_from_db()
    assert private.classified_by == ""


def test_the_owner_can_correct_a_proposal(as_alice, private):
    assert 'name="allocation_regions_europe" value="100"' in page_of(as_alice, with_proposal(private))
    page = classify(as_alice, private, allocation_regions_europe="", allocation_regions_asia="100")
    private.refresh_from_db()
    assert page.status_code == 302
    assert (private.classified_by, private.rationale, private.confidence) == ("owner", "", None)
    assert private.allocation_regions == {"asia": Decimal(100)}
    assert "Classified by you." in page_of(as_alice, private)


def test_a_new_price_confirms_nothing(as_alice, private):
    send(as_alice, with_proposal(private), name=private.name)
    private.refresh_from_db()
    assert (private.current_price, private.classified_by, private.reviewed) == (Decimal("12.5"), "tagger", False)


@pytest.mark.parametrize(
    "decision", [{"classified_by": "owner"}, {"classified_by": "staff"}, {"classified_by": "seed"}, {"reviewed": True}]
)
def test_a_decision_outranks_a_later_proposal(private, decision):
    Instrument.objects.filter(pk=private.pk).update(allocation_asset_class={"cash": 100}, **decision)
    assert not private.propose(asset_class={"equity": Decimal(100)}, regions={}, sectors={}, rationale="", confidence=1)
    private.refresh_from_db()
    assert private.allocation_asset_class == {"cash": Decimal(100)}


@pytest.mark.slow
@pytest.mark.parametrize("change", [{"name": "Zebra Bonds"}, {"instrument_type": "bond"}])
def test_an_outdated_proposal_is_not_stored(private, change):
    Instrument.objects.filter(pk=private.pk).update(**change)
    assert not private.propose(asset_class={"equity": Decimal(100)}, regions={}, sectors={}, rationale="", confidence=1)


def test_staff_ask_again_about_undecided_rows(alice, bob, sam, vti, requests):
    rows = [
        make_instrument("AAA", owner=alice),
        with_proposal(make_instrument("BBB", owner=bob)),
        make_instrument("CCC"),
    ]
    decided = make_instrument("DDD", owner=alice, classified_by="owner")
    request_count = request_reclassification(
        instruments=Instrument.objects.filter(pk__in=[*(row.pk for row in rows), decided.pk, vti.pk]), by=sam
    )
    assert request_count == 3
    assert sorted(requests, key=lambda request: request[1]) == [
        (alice.pk, ["AAA"], True), (bob.pk, ["BBB"], True), (None, ["CCC"], True),
    ]  # fmt: skip
    assert {(event.user_id, event.details) for event in AuditEvent.objects.filter(action="classification_wanted")} == {
        (sam.pk, "AAA"), (sam.pk, "BBB"), (sam.pk, "CCC"),
    }  # fmt: skip
