from decimal import Decimal

from django.test import Client

from people.models import User
from portfolios.models import Account, Instrument, Profile
from portfolios.tests.conftest import make_account, make_instrument, make_position


def test_a_new_user_has_a_default_profile(alice):
    profile = alice.profile
    assert profile.years_until_retirement == 20
    assert profile.asset_class_targets == {"equity": Decimal(70), "fixed_income": Decimal(30)}
    assert profile.region_targets == {"north_america": Decimal(50), "international": Decimal(50)}
    assert profile.confirmed == []


def test_the_sign_up_page_creates_a_profile(db):
    fields = {"email": "new@example.com", "password1": "correct-horse-7", "password2": "correct-horse-7"}
    response = Client().post("/auth/signup/", fields)
    assert response.status_code == 302
    assert Profile.objects.get(user__email="new@example.com").plan_to_age == 95


def test_saving_a_user_again_adds_no_profile(alice):
    alice.save()
    assert Profile.objects.filter(user=alice).count() == 1


def test_deleting_a_user_deletes_what_they_own(alice, bob):
    private = make_instrument("MINE", owner=alice)
    make_position(make_account(alice), private)
    make_account(bob)
    alice.delete()
    assert list(User.objects.all()) == [bob]
    assert not Instrument.objects.exists()
    assert [account.user for account in Account.objects.all()] == [bob]
