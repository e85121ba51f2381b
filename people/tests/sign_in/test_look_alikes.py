"""Addresses that look like a registered one, or are another form of it."""

import json

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client

from people.models import ApiKey, User
from people.tests.support.cast import PASSWORD

LOOK_ALIKES = {
    "dotless i": "al\u0131ce@example.com",
    "dotted capital I": "al\u0130ce@example.com",
    "Cyrillic a": "\u0430lice@example.com",
    "full width": "\uff41lice@example.com",
    "full width domain": "alice@\uff45xample.com",
    "bold": "\U0001d41alice@example.com",
    "hidden character": "ali\u200bce@example.com",
    "combining accent": "alice\u0301@example.com",
    "Cyrillic domain": "alice@ex\u0430mple.com",
    "punycode domain": "alice@xn--exmple-4nf.com",
}
STRANGE = "\u0436\u0443\u043a@example.com"  # resembles no other address
API = "/_allauth/app/v1"


def sign_up(email):
    fields = {"email": email, "password1": "correct-horse-7", "password2": "correct-horse-7"}
    return Client().post("/auth/signup/", fields)


def sign_in(email, password=PASSWORD):
    return Client().post("/auth/login/", {"login": email, "password": password})


def api(path, **body):
    return Client().post(f"{API}/{path}", json.dumps(body), content_type="application/json")


def errors_of(response):
    return response.context["form"].errors.get("email")


@pytest.fixture
def with_mail(settings):
    """Mail works: addresses are verified, and answers do not tell who is registered."""
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True


@pytest.fixture
def staff(db):
    return User.objects.create_user("staff@example.com", PASSWORD, is_staff=True)


@pytest.mark.parametrize("email", LOOK_ALIKES.values(), ids=LOOK_ALIKES)
def test_a_look_alike_cannot_sign_up(alice, email):
    assert sign_up(email).status_code == 200
    assert api("auth/signup", email=email, password="correct-horse-7").status_code == 400
    assert list(User.objects.all()) == [alice]


@pytest.mark.parametrize("email", LOOK_ALIKES.values(), ids=LOOK_ALIKES)
def test_the_owner_signs_in_after_a_look_alike(alice, email):
    sign_up(email)
    assert sign_in("alice@example.com").status_code == 302
    assert api("auth/login", email="alice@example.com", password=PASSWORD).status_code == 200


def test_a_long_s_cannot_lock_staff_out(staff):
    sign_up("\u017ftaff@example.com")
    assert sign_in("staff@example.com").status_code == 302
    assert sign_in("STAFF@example.com").status_code == 302


def test_a_refusal_does_not_tell_who_exists(alice, staff):
    messages = ["Use only plain letters, digits and . _ + - before the @."]
    for email in ("\u017ftaff@example.com", LOOK_ALIKES["dotless i"], LOOK_ALIKES["Cyrillic a"], STRANGE):
        assert errors_of(sign_up(email)) == messages, email
        answer = api("auth/signup", email=email, password="correct-horse-7").json()
        assert [error["message"] for error in answer["errors"]] == messages


def test_a_domain_look_alike_tells_no_more(alice):
    fake = "nobody@\uff45xample.com"
    assert errors_of(sign_up(LOOK_ALIKES["full width domain"])) == errors_of(sign_up(fake))


def test_a_person_cannot_add_a_look_alike(as_bob, bob, alice):
    for email in LOOK_ALIKES.values():
        as_bob.post("/auth/email/", {"email": email, "action_add": ""})
    assert not EmailAddress.objects.exclude(email=bob.email).exists()


@pytest.mark.parametrize("typed", ["Alice@Example.COM", " alice@example.com ", "alice@\uff45xample.com"])
def test_sign_in_reads_other_forms(alice, typed):
    assert sign_in(typed).status_code == 302
    assert api("auth/login", email=typed, password=PASSWORD).status_code == 200


@pytest.mark.parametrize("typed", [*LOOK_ALIKES.values(), STRANGE, "a\0b@example.com", "x" * 5000, "a@b@c.de", "@", ""])
def test_sign_in_never_fails_with_a_500(alice, typed):
    assert sign_in(typed, "wrong").status_code == 200
    assert api("auth/login", email=typed, password="wrong").status_code in (400, 401)
    assert api("auth/password/request", email=typed).status_code in (200, 400)


def test_every_form_of_an_address_counts_as_one(alice, with_mail, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "2/m/key"}
    for typed in ("alice@example.com", "alice@\uff45xample.com"):
        sign_in(typed, "wrong")
    refused = sign_in("alice@e\uff58ample.com", PASSWORD)
    assert "Too many failed" in refused.content.decode()


def test_a_reset_mail_goes_to_the_stored_address(alice, with_mail):
    Client().post("/auth/password/reset/", {"email": "alice@\uff45xample.com"})
    api("auth/password/request", email="alice@ex\uff41mple.com")
    assert [message.to for message in mail.outbox] == [["alice@example.com"]] * 2


def test_an_international_domain_signs_in(with_mail, db):
    user = User.objects.create_user("anna@b\u00fccher.example", PASSWORD)
    EmailAddress.objects.create(user=user, email="anna@b\u00fccher.example", primary=True, verified=True)
    assert user.email == "anna@xn--bcher-kva.example"
    for typed in ("anna@b\u00fccher.example", "Anna@B\u00dcCHER.example", "anna@xn--bcher-kva.example"):
        assert sign_in(typed)["Location"] == "/dashboard/"
        assert api("auth/login", email=typed, password=PASSWORD).status_code == 200
    assert EmailAddress.objects.get().email == user.email


def test_one_domain_in_two_forms_is_one_account(db):
    assert sign_up("anna@b\u00fccher.example").status_code == 302
    assert sign_up("anna@xn--bcher-kva.example").status_code == 200
    assert User.objects.get().email == EmailAddress.objects.get().email == "anna@xn--bcher-kva.example"


def test_a_user_is_stored_in_normal_form(db):
    user = User(email="Alice@Example.COM")
    user.save()
    assert user.email == User.objects.get().email == "alice@example.com"
    assert User.objects.filter(email="ALICE@example.com", pk=user.pk).exists()
    User.objects.update(email="BOB@Example.com")
    assert User.objects.get_by_natural_key("Bob@example.com") == user


def test_a_look_alike_is_not_stored(alice):
    with pytest.raises(ValidationError):
        User.objects.create_user(LOOK_ALIKES["Cyrillic a"])
    with pytest.raises(ValidationError):
        User.objects.create_user("\u017ftaff@example.com")
    with pytest.raises(ValidationError), transaction.atomic():
        User.objects.filter(pk=alice.pk).update(email=LOOK_ALIKES["dotless i"])
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(email="ALICE@example.com")])


@pytest.mark.parametrize("table", ["people_user", "account_emailaddress"])
def test_the_database_refuses_other_forms(alice, table):
    EmailAddress.objects.create(user=alice, email=alice.email)
    for email in ("Alice@example.com", LOOK_ALIKES["dotless i"], "no address"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET email = %s", [email])


def test_the_admin_refuses_a_look_alike(as_sam, alice, bob):
    page = as_sam.post(f"/admin/people/user/{bob.pk}/change/", {"email": LOOK_ALIKES["dotless i"]})
    assert "plain letters" in page.content.decode()
    page = as_sam.post(f"/admin/people/user/{bob.pk}/change/", {"email": "Alice@Example.com"})
    assert "already exists" in page.content.decode()


def test_allauth_admin_refuses_a_look_alike(as_sam, alice):
    for email in LOOK_ALIKES.values():
        response = as_sam.post("/admin/account/emailaddress/add/", {"user": str(alice.pk), "email": email})
        assert response.status_code == 200
    assert not EmailAddress.objects.exists()


def test_commands_read_any_form_of_an_address(alice):
    call_command("make_api_key", "--email", "ALICE@\uff45xample.com", "--name", "Feed")
    assert ApiKey.objects.get().user == alice
