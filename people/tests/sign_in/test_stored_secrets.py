"""Secrets of second factors at rest, and what a new SECRET_KEY does to them."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client

from people.models import AuditEvent
from people.sign_in import stored_secrets
from people.tests.support.cast import PASSWORD, TOTP_SECRET, give_second_factor, signed_in, totp_code

SECOND_STEP = "/auth/2fa/authenticate/"
COMMAND = "reencrypt_second_factors"


@pytest.fixture
def careful_alice(alice):
    """Alice, who set up an authenticator app and recovery codes on the pages. Her codes are in `codes`."""
    cache.clear()
    client = signed_in(alice)
    client.post("/auth/reauthenticate/", {"password": PASSWORD})
    page = client.get("/auth/2fa/totp/activate/")
    alice.secret = page.context["form"].secret
    assert client.post("/auth/2fa/totp/activate/", {"code": totp_code(alice.secret)}).status_code == 302
    alice.codes = re.findall(r"\b\d{8}\b", client.get("/auth/2fa/recovery-codes/").content.decode())
    assert len(alice.codes) == 10
    cache.clear()  # the code that set the app up is used
    return alice


def rotate(settings, *, keep_old=True):
    former = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS] if keep_old else []
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = f"key {len(former)} " * 12, former


def try_code(code):
    """Sign in with a password and this code; return the page that answers the code."""
    client = Client()
    client.post("/auth/login/", {"login": "alice@example.com", "password": PASSWORD})
    return client.post(SECOND_STEP, {"code": code})


def stored_texts():
    rows = Authenticator.objects.order_by("type")
    return [row.data.get("secret") or row.data["seed"] for row in rows]


def test_no_secret_is_stored_in_plain(careful_alice):
    recovery, app = stored_texts()
    assert recovery.startswith("fernet:") and app.startswith("fernet:")
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(data::text, ' ') FROM mfa_authenticator")
        assert careful_alice.secret not in cursor.fetchone()[0]
    assert stored_secrets.decrypt(app) == careful_alice.secret


def test_a_new_key_locks_nobody_out(careful_alice, settings):
    rotate(settings)
    assert try_code(totp_code(careful_alice.secret)).status_code == 302
    assert try_code(careful_alice.codes[0]).status_code == 302


def test_a_fallback_leaves_after_reencryption(careful_alice, settings, capsys):
    before = stored_texts()
    rotate(settings)
    rotate(settings)  # twice: the oldest key is read too
    call_command(COMMAND)
    assert "Encrypted 2 " in capsys.readouterr().out
    settings.SECRET_KEY_FALLBACKS = []
    assert not set(before) & set(stored_texts())
    assert try_code(totp_code(careful_alice.secret)).status_code == 302
    assert try_code(careful_alice.codes[0]).status_code == 302
    after = stored_texts()
    call_command(COMMAND)
    assert "Encrypted 0 " in capsys.readouterr().out and stored_texts() == after


def test_a_lost_key_is_told_as_such(careful_alice, settings, capsys):
    rotate(settings, keep_old=False)
    page = try_code(totp_code(careful_alice.secret))
    assert page.status_code == 200 and "its key is missing" in page.content.decode()
    assert "Incorrect code" not in page.content.decode()
    client = signed_in(careful_alice)
    assert "cannot read them any more" in client.get("/settings/security/").content.decode()
    client.post("/auth/reauthenticate/", {"password": PASSWORD})
    answer = client.get("/auth/2fa/recovery-codes/", follow=True)
    assert answer.redirect_chain == [("/settings/security/", 302)] and "its key is missing" in answer.content.decode()
    before = stored_texts()
    with pytest.raises(CommandError, match="2 cannot be read"):
        call_command(COMMAND)
    assert stored_texts() == before
    call_command(COMMAND, "--remove-unreadable")
    assert not Authenticator.objects.exists()
    removed = AuditEvent.objects.filter(action="mfa_changed", details__startswith="removed, because")
    assert set(removed.values_list("user_id", flat=True)) == {careful_alice.pk} and removed.count() == 2
    assert (
        Client().post("/auth/login/", {"login": "alice@example.com", "password": PASSWORD})["Location"] != SECOND_STEP
    )


def test_plain_secrets_of_earlier_versions_work(alice):
    cache.clear()
    give_second_factor(alice)
    assert try_code(totp_code()).status_code == 302
    assert stored_secrets.reencrypt_second_factors() == (1, [])
    assert stored_texts()[0].startswith("fernet:")
    cache.clear()
    assert try_code(totp_code()).status_code == 302


def test_a_changed_secret_is_refused(alice):
    text = stored_secrets.encrypt(TOTP_SECRET)
    for changed in (text[:-2] + "A=", "fernet:", "fernet:gAAAAA", text + "x" * 5, "fernet:\u00e9"):
        with pytest.raises(stored_secrets.SecretUnreadable):
            stored_secrets.decrypt(changed)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_migration_goes_both_ways(alice, bob):
    give_second_factor(alice)
    codes = {"seed": "ab" * 40, "used_mask": 3, "migrated_codes": ["one", "two"]}
    Authenticator.objects.create(user=bob, type="recovery_codes", data=codes)
    migrate("0018_shared_tables", "0019_encrypt_second_factors")
    stored = Authenticator.objects.get(user=bob).data
    assert all(text.startswith("fernet:") for text in (*stored_texts(), *stored["migrated_codes"]))
    assert stored["used_mask"] == 3
    migrate("0018_shared_tables")
    assert Authenticator.objects.get(user=bob).data == codes
    assert Authenticator.objects.get(user=alice).data == {"secret": TOTP_SECRET}
    with connection.as_owner():
        call_command("migrate", verbosity=0)


def migrate(*names):
    with connection.as_owner():
        for name in names:
            MigrationExecutor(connection).migrate([("people", name)])
