import pytest
from django.urls import reverse

from people.models import AuditEvent, User
from portfolios.models import Instrument, Profile
from portfolios.tests.conftest import make_instrument
from portfolios.tests.support.staff import address_of, form_data_for, list_of

LISTS = ["instrument", "account", "position", "profile", "incomestream", "pricequote", "portfoliovalue"]


@pytest.fixture
def spy(catalogue):
    return Instrument.objects.get(symbol="SPY")


@pytest.mark.parametrize("model", LISTS)
def test_staff_see_lists_and_can_search_them(as_sam, alices_position, model):
    address = list_of(model)
    assert as_sam.get(address).status_code == 200
    assert as_sam.get(address, {"q": "alice"}).status_code == 200


@pytest.mark.parametrize("model", LISTS)
def test_only_staff_reach_the_admin_lists(as_alice, model):
    assert as_alice.get(list_of(model)).status_code == 302


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"instrument_type": "etf"},
        {"classified_by": "seed"},
        {"reviewed__exact": "1"},
        {"owner__isempty": "1"},
    ],
)
def test_instruments_are_found_and_filtered(as_sam, spy, query):
    page = as_sam.get(list_of("instrument"), {"q": "SPY", **query}).content.decode()
    assert "SPY" in page


def test_the_instrument_list_needs_few_queries(as_sam, spy, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        as_sam.get(list_of("instrument"))


def test_each_row_can_be_opened(as_sam, alices_position):
    owner = alices_position.user
    for row in (alices_position.account, alices_position, owner.profile, alices_position.instrument):
        assert as_sam.get(address_of(row)).status_code == 200


def test_only_classified_rows_become_reviewed(as_sam, alice):
    tagged = make_instrument("TAG", owner=alice, classified_by="tagger")
    untagged = make_instrument("BARE", owner=alice)
    sent = {"action": "mark_reviewed", "_selected_action": [str(tagged.pk), str(untagged.pk)]}
    as_sam.post(list_of("instrument"), sent)
    assert list(Instrument.objects.filter(reviewed=True)) == [tagged]


def test_an_edit_keeps_and_hides_the_owner(as_sam, alice):
    private = make_instrument("ZZZ", owner=alice)
    assert as_sam.post(address_of(private), {**form_data_for(private), "owner": ""}).status_code == 302
    assert Instrument.objects.get().owner == alice
    for page in (as_sam.get(list_of("instrument"), {"q": "ZZZ"}), as_sam.get(address_of(private))):
        assert "ZZZ" in page.content.decode()
        assert "alice@" not in page.content.decode()


def test_staff_add_and_open_users_by_email(as_sam):
    assert as_sam.get(reverse("admin:people_user_add")).status_code == 200
    sent = {"email": "new@example.com", "usable_password": "true", "password1": "correct-horse-7",
            "password2": "correct-horse-7"}  # fmt: skip
    assert as_sam.post(reverse("admin:people_user_add"), sent).status_code == 302
    user = User.objects.get(email="new@example.com")
    assert user.check_password("correct-horse-7")
    assert Profile.objects.filter(user=user).exists()
    assert as_sam.get(reverse("admin:people_user_change", args=[user.pk])).status_code == 200
    assert as_sam.get(reverse("admin:people_user_changelist"), {"q": "new@"}).status_code == 200


def test_audit_events_are_read_only(as_sam, sam):
    event = AuditEvent.objects.create(user=sam, action="sign_in")
    assert as_sam.get(reverse("admin:people_auditevent_changelist")).status_code == 200
    assert as_sam.post(reverse("admin:people_auditevent_delete", args=[event.pk])).status_code == 403
    assert as_sam.get(reverse("admin:people_auditevent_add")).status_code == 403


def test_a_deletion_counts_dependent_rows_only(as_sam, alice, alices_position):
    for row in (alice, alices_position.instrument):
        page = as_sam.get(address_of(row, "delete")).content.decode()
        assert "Savings" not in page and str(alices_position.pk) not in page
    assert "1 rows that depend on it" in page
    assert as_sam.post(address_of(alice, "delete"), {"post": "yes"}).status_code == 302
    assert not User.objects.filter(pk=alice.pk).exists()


def test_a_held_instrument_cannot_be_deleted(as_sam, alices_position):
    as_sam.post(address_of(alices_position.instrument, "delete"), {"post": "yes"})
    assert Instrument.objects.filter(pk=alices_position.instrument_id).exists()


def test_events_are_filtered_by_staff_member(as_sam, sam, alice):
    AuditEvent.objects.create(user=sam, action="action_of_sam")
    AuditEvent.objects.create(user=alice, action="action_of_alice")
    page = as_sam.get(reverse("admin:people_auditevent_changelist"), {"by": str(sam.pk)})
    assert [event.action for event in page.context["cl"].result_list] == ["action_of_sam"]
