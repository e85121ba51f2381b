import json
from decimal import Decimal

import pytest
from django.urls import reverse

from people.models import AuditEvent, User
from portfolios.catalogue import read_catalogue, seed
from portfolios.models import Instrument, Position, Profile
from portfolios.tests.conftest import make_instrument

LISTS = ["instrument", "account", "position", "profile", "incomestream", "pricequote"]


def change(model, pk):
    return reverse(f"admin:portfolios_{model}_change", args=[pk])


def sent_for(instrument, **changes):
    fields = {
        "symbol": instrument.symbol, "name": instrument.name, "instrument_type": instrument.instrument_type,
        "owner": "",
        "current_price": "500", "priced_at_0": "2024-06-28", "priced_at_1": "20:00:00", "price_source": "sample",
        "expense_ratio": "0.0009", "exposure_group": instrument.exposure_group, "rationale": "", "confidence": "",
        "provenance": "issuer", "as_of": "2025", "return_mix": "null",
        "allocation_asset_class": '{"equity": 100}', "allocation_regions": '{"north_america": 100}',
        "allocation_sectors": json.dumps({key: float(share) for key, share in instrument.allocation_sectors.items()}),
    }  # fmt: skip
    return {**fields, **changes}


@pytest.fixture
def spy(catalogue):
    return Instrument.objects.get(symbol="SPY")


@pytest.mark.parametrize("model", LISTS)
def test_staff_see_lists_and_can_search_them(as_sam, alices_position, model):
    address = reverse(f"admin:portfolios_{model}_changelist")
    assert as_sam.get(address).status_code == 200
    assert as_sam.get(address, {"q": "alice"}).status_code == 200


@pytest.mark.parametrize("model", LISTS)
def test_others_are_sent_away(as_alice, model):
    assert as_alice.get(reverse(f"admin:portfolios_{model}_changelist")).status_code == 302


@pytest.mark.parametrize(
    "query",
    [
        {"q": "SPY"},
        {"instrument_type": "etf"},
        {"classified_by": "seed"},
        {"reviewed__exact": "1"},
        {"owner__isempty": "1"},
    ],
)
def test_instruments_are_found_and_filtered(as_sam, spy, query):
    page = as_sam.get(reverse("admin:portfolios_instrument_changelist"), query).content.decode()
    assert "SPY" in page


def test_the_list_asks_the_same_number_of_questions_for_one_row_and_a_hundred(
    as_sam, spy, django_assert_max_num_queries
):
    with django_assert_max_num_queries(20):
        as_sam.get(reverse("admin:portfolios_instrument_changelist"))


def test_each_row_can_be_opened(as_sam, alices_position):
    rows = {
        "account": alices_position.account_id,
        "position": alices_position.pk,
        "profile": alices_position.user.profile.pk,
        "instrument": alices_position.instrument_id,
    }
    for model, pk in rows.items():
        assert as_sam.get(change(model, pk)).status_code == 200


def test_a_split_that_staff_change_is_theirs_and_survives_the_seed(as_sam, spy):
    response = as_sam.post(
        change("instrument", spy.pk), sent_for(spy, allocation_asset_class='{"equity": 95, "cash": 5}')
    )
    assert response.status_code == 302
    seed(catalogue=read_catalogue())
    spy.refresh_from_db()
    assert spy.classified_by == "staff"
    assert spy.allocation_asset_class == {"equity": Decimal(95), "cash": Decimal(5)}


def test_a_change_elsewhere_leaves_the_classification_as_it_was(as_sam, spy):
    assert as_sam.post(change("instrument", spy.pk), sent_for(spy, name="Spider")).status_code == 302
    spy.refresh_from_db()
    assert (spy.name, spy.classified_by, spy.return_mix) == ("Spider", "seed", None)


@pytest.mark.parametrize(
    ("split", "message"),
    [
        ('{"equity": 90}', "sum to 90"),
        ('{"shares": 100}', "is not one of"),
        ('{"equity": -5, "cash": 105}', "from 0 to 100"),
        ('{"equity": NaN}', "finite"),
        ('{"equity": "all"}', "decimal"),
        ("[1, 2]", "dictionary"),
        ("nonsense", "valid JSON"),
    ],
)
def test_a_wrong_split_is_a_message_and_not_saved(as_sam, spy, split, message):
    response = as_sam.post(change("instrument", spy.pk), sent_for(spy, allocation_asset_class=split))
    assert response.status_code == 200
    assert message in response.content.decode()
    spy.refresh_from_db()
    assert spy.allocation_asset_class == {"equity": Decimal(100)}


def test_an_emptied_split_makes_the_instrument_unclassified(as_sam, spy):
    empty = dict.fromkeys(("allocation_asset_class", "allocation_regions", "allocation_sectors"), "")
    assert as_sam.post(change("instrument", spy.pk), sent_for(spy, **empty)).status_code == 302
    spy.refresh_from_db()
    assert (spy.allocation_asset_class, spy.classified_by, spy.is_classified) == ({}, "", False)


def test_marking_as_reviewed_leaves_out_what_nobody_classified(as_sam, alice):
    tagged = make_instrument("TAG", owner=alice, classified_by="tagger")
    bare = make_instrument("BARE", owner=alice)
    sent = {"action": "mark_reviewed", "_selected_action": [str(tagged.pk), str(bare.pk)]}
    as_sam.post(reverse("admin:portfolios_instrument_changelist"), sent)
    assert list(Instrument.objects.filter(reviewed=True)) == [tagged]


def test_staff_promote_a_private_instrument_to_the_catalogue(as_sam, alice):
    own = make_instrument("ZZZ", owner=alice)
    assert as_sam.post(change("instrument", own.pk), sent_for(own, allocation_sectors="{}")).status_code == 302
    assert list(Instrument.objects.catalogue()) == [own]


def test_a_change_by_staff_counts_the_version_so_that_open_tabs_notice(as_sam, alices_position):
    sent = {
        "user": alices_position.user_id, "account": alices_position.account_id, "quantity": "11",
        "instrument": alices_position.instrument_id, "cost_basis": "", "as_of_date": "",
    }  # fmt: skip
    assert as_sam.post(change("position", alices_position.pk), sent).status_code == 302
    assert Position.objects.get(pk=alices_position.pk).version == 2


def test_a_position_cannot_be_moved_into_another_persons_account(as_sam, alices_position, bobs_account):
    sent = {
        "user": alices_position.user_id, "account": bobs_account.pk, "quantity": "11",
        "instrument": alices_position.instrument_id, "cost_basis": "", "as_of_date": "",
    }  # fmt: skip
    response = as_sam.post(change("position", alices_position.pk), sent)
    assert "belongs to somebody else" in response.content.decode()


def test_staff_make_and_change_users_by_e_mail(as_sam):
    assert as_sam.get(reverse("admin:people_user_add")).status_code == 200
    sent = {"email": "new@example.com", "usable_password": "true", "password1": "correct-horse-7",
            "password2": "correct-horse-7"}  # fmt: skip
    assert as_sam.post(reverse("admin:people_user_add"), sent).status_code == 302
    user = User.objects.get(email="new@example.com")
    assert user.check_password("correct-horse-7")
    assert Profile.objects.filter(user=user).exists()
    assert as_sam.get(reverse("admin:people_user_change", args=[user.pk])).status_code == 200
    assert as_sam.get(reverse("admin:people_user_changelist"), {"q": "new@"}).status_code == 200


def test_audit_events_are_shown_and_not_changed(as_sam, sam):
    event = AuditEvent.objects.create(user=sam, action="sign_in")
    assert as_sam.get(reverse("admin:people_auditevent_changelist")).status_code == 200
    assert as_sam.post(reverse("admin:people_auditevent_delete", args=[event.pk])).status_code == 403
    assert as_sam.get(reverse("admin:people_auditevent_add")).status_code == 403
