"""What a password must be: long and hard to guess, of any characters."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from people.models import User
from people.tests.support.cast import give_second_factor, signed_in

GUESSABLE = [
    "123456789012345", "aaaaaaaaaaaaaaa", "passwordpassword", "Password1Password1", "p@ssw0rdp@ssw0rd",
    "qwertyuiopasdfghjkl", "1q2w3e4r5t6y7u8i", "zxcvbnm,./asdfghjkl", "qazwsxedcrfvtgb", "abcdefghijklmnop",
    "abcabcabcabcabcabc", "987654321098765", "111111222222333333", "iloveyouiloveyou", "thisisapassword",
    "football-football", "20262026202620262026", "administrator1234", "\u0430" * 20, " " * 20,
]  # fmt: skip
GOOD = [
    "alex-demo-password", "correct-horse-battery", "correct-horse-7", "x7!kQ2 mW9#pL4z", "correct horse battery staple",
    "\u0441\u0438\u043d\u0438\u0439 \u0441\u043b\u043e\u043d \u0447\u0438\u0442\u0430\u0435\u0442",
    "\u9752\u3044\u8c61\u304c\u6708\u306e\u4e0a\u3067\u5bc2\u3057\u304f\u6b4c\u3046\u591c\u3060",
    "\U0001f418\U0001f319\U0001f6b2\U0001f3b9\U0001f9ca\U0001f335\U0001f50b\U0001f3af\U0001f9f5\U0001f6df"
    "\U0001f956\U0001f9c2\U0001fa81\U0001f99a\U0001f52d",
    "seven gray cats " + "and their long way home " * 3, "%" + "Ab3$kd9(Lw" * 20,
]  # fmt: skip


def errors_of(password, user=None):
    try:
        validate_password(password, user)
    except ValidationError as error:
        return [message.code for message in error.error_list]
    return []


@pytest.mark.parametrize("password", GUESSABLE)
def test_a_guessable_password_is_refused(password):
    assert errors_of(password)


@pytest.mark.parametrize("password", GOOD)
def test_a_long_password_of_any_letters_is_accepted(password):
    assert errors_of(password) == []


def test_a_short_password_needs_a_second_factor(alice):
    assert errors_of("xK9#mQ2$wz", alice) == ["too_short", "too_easy"][:1]
    give_second_factor(alice)
    assert errors_of("xK9#mQ2$", alice) == []
    assert errors_of("xK9#mQ2", alice) == ["too_short"]
    assert errors_of("password", alice) == ["password_too_common", "too_easy"]
    assert errors_of("summer2026", alice) == ["too_easy"]


def test_the_own_address_is_no_password():
    user = User(email="margaret.hamilton@apollo-guidance.example")
    assert errors_of("margaret.hamilton", user)
    assert errors_of("apollo-guidance", user)


def test_a_hostile_password_is_read_in_bounded_work(monkeypatch):
    """zxcvbn takes seconds for 69 of these characters."""
    import zxcvbn

    lengths, original = [], zxcvbn.zxcvbn
    monkeypatch.setattr(
        zxcvbn, "zxcvbn", lambda text, **options: lengths.append(len(text)) or original(text, **options)
    )
    assert errors_of("4@8({[</369&#!1|0$5+7%2" * 3_000) == []
    assert lengths == [24]


@pytest.mark.parametrize("page", ["page", "api"])
def test_sign_up_refuses_a_weak_password(db, page):
    for password in ("correct-horse", "passwordpassword", "margaret.hamilton"):
        email = "margaret.hamilton@example.com"
        if page == "page":
            sent = {"email": email, "password1": password, "password2": password}
            assert Client().post("/auth/signup/", sent).status_code == 200
        else:
            sent = {"email": email, "password": password}
            answer = Client().post("/_allauth/app/v1/auth/signup", sent, content_type="application/json")
            assert answer.status_code == 400
            assert {error["param"] for error in answer.json()["errors"]} == {"password"}
    assert not User.objects.exists()


def change_password(client, old, new):
    fields = {"oldpassword": old, "password1": new, "password2": new}
    return client.post("/auth/password/change/", fields).status_code


def test_a_short_password_keeps_its_second_factor(alice):
    from people.tests.support.cast import PASSWORD

    give_second_factor(alice)
    client = signed_in(alice)
    assert change_password(client, PASSWORD, "xK9#mQ2$") == 302
    client.post("/auth/reauthenticate/", {"password": "xK9#mQ2$"})
    page = client.post("/auth/2fa/totp/deactivate/")
    assert "Your password is short" in page.content.decode()
    assert change_password(client, "xK9#mQ2$", "correct-horse-battery-9") == 302
    client.post("/auth/reauthenticate/", {"password": "correct-horse-battery-9"})
    assert client.post("/auth/2fa/totp/deactivate/").status_code == 302
    assert not alice.authenticator_set.exists()
