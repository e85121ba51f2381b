"""People make keys for their assistants, see each once, and revoke them."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from people import acting_as
from people.api_keys import create_api_key, verify_api_key
from people.models import ApiKey, AuditEvent
from people.own_keys.changes import MAX_KEYS
from people.tests.support.cast import PASSWORD, signed_in

KEY = re.compile(r"alex_[0-9a-f]{8}_[\w-]{43}")


def fresh(user):
    """Return a client in which this person has just entered the password."""
    client = signed_in(user)
    assert client.post("/auth/reauthenticate/", {"password": PASSWORD}).status_code == 302
    return client


def make(client, **data):
    return client.post(reverse("make_key"), {"name": "My assistant", "days": "90", **data})


def test_a_new_key_is_shown_once_and_works(alice):
    client = fresh(alice)
    (key,) = KEY.findall(make(client, may_start="on").content.decode())
    row = verify_api_key(key)
    assert (row.user, row.scopes) == (alice, ["read", "start"])
    assert 89 <= (row.expires_at - timezone.now()).days <= 90
    page = client.get(reverse("own_keys")).content.decode()
    assert key not in page
    assert row.prefix in page
    with acting_as(alice.pk):
        assert AuditEvent.objects.get(action="made_api_key").details == f"{row.prefix}, My assistant"
        assert key not in str(list(ApiKey.objects.values()))


def test_a_key_reads_only_unless_it_may_start(alice):
    make(fresh(alice))
    with acting_as(alice.pk):
        assert ApiKey.objects.get().scopes == ["read"]


def test_a_revoked_key_is_refused_at_once(alice):
    client = fresh(alice)
    (key,) = KEY.findall(make(client).content.decode())
    client.post(reverse("revoke_key", args=[verify_api_key(key).pk]))
    assert verify_api_key(key) is None
    assert "You have no keys" in client.get(reverse("own_keys")).content.decode()
    with acting_as(alice.pk):
        assert AuditEvent.objects.filter(action="revoked_api_key").count() == 1


def test_nobody_revokes_the_key_of_another(alice, bob):
    row, key = create_api_key(user=alice, name="a", scopes=["read"], days=1)
    assert signed_in(bob).post(reverse("revoke_key", args=[row.pk])).status_code == 404
    assert verify_api_key(key)


@pytest.mark.parametrize("wrong", [{"name": ""}, {"name": "\u200b"}, {"name": "n" * 61}, {"days": "99999"}])
def test_a_wrong_form_makes_no_key(alice, wrong):
    assert make(fresh(alice), **wrong).status_code == 422
    with acting_as(alice.pk):
        assert not ApiKey.objects.exists()


def test_there_are_ten_keys_at_most(alice):
    client = fresh(alice)
    for _ in range(MAX_KEYS + 1):
        last = make(client)
    assert last.status_code == 302
    assert f"You have {MAX_KEYS} keys" in client.get(reverse("own_keys")).content.decode()
    with acting_as(alice.pk):
        assert ApiKey.objects.count() == MAX_KEYS


def test_a_stale_sign_in_is_asked_again(alice):
    assert make(signed_in(alice)).status_code == 302
    with acting_as(alice.pk):
        assert not ApiKey.objects.exists()


def test_a_key_asked_for_with_a_stale_sign_in_is_made_later(alice):
    client = signed_in(alice)
    shown = client.post(make(client).url, {"password": PASSWORD}, follow=True)
    assert KEY.findall(shown.content.decode())
