"""API keys are shown once, stored as a digest and refused when revoked or expired."""

import hashlib
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from people.api_keys import create_api_key, revoke_api_key, verify_api_key
from people.models import ApiKey, AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def issued(alice):
    return create_api_key(user=alice, name="News desk", scopes=["research"], days=30)


def test_a_key_finds_its_row_and_user(issued, alice):
    row, key = issued
    found = verify_api_key(key)
    assert (found, found.user, found.scopes) == (row, alice, ["research"])


def test_only_prefix_and_digest_are_stored(issued):
    row, key = issued
    assert row.digest == hashlib.sha256(key.encode()).hexdigest()
    assert key.startswith(row.prefix) and len(key) - len(row.prefix) > 40
    assert key not in str(ApiKey.objects.values().get()) + str(list(AuditEvent.objects.values()))


def test_two_keys_are_never_the_same(alice):
    assert len({create_api_key(user=alice, name="A", scopes=["research"], days=1)[1] for _ in range(20)}) == 20


OTHERS = [
    lambda key: key[:-1], lambda key: key + "x", lambda key: key.upper(), lambda key: "alex_", lambda key: "",
    lambda key: f"{key[:13]}_{'x' * 43}", lambda key: "é" * 300, lambda key: key[:13],
]  # fmt: skip


@pytest.mark.parametrize("change", OTHERS)
def test_a_different_key_is_refused(issued, change):
    assert verify_api_key(change(issued[1])) is None


def test_a_revoked_key_is_refused_and_audited(issued, sam):
    row, key = issued
    assert revoke_api_key(key=row, by=sam, now=timezone.now())
    assert verify_api_key(key) is None
    assert not revoke_api_key(key=row, by=sam, now=timezone.now())
    assert [event.action for event in AuditEvent.objects.order_by("pk")] == ["made_api_key", "revoked_api_key"]
    assert AuditEvent.objects.latest("pk").user == sam


def test_an_expired_key_is_refused(issued):
    row, key = issued
    ApiKey.objects.filter(pk=row.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert verify_api_key(key) is None


def test_a_key_of_an_inactive_user_is_refused(issued, alice):
    alice.is_active = False
    alice.save(update_fields=["is_active"])
    assert verify_api_key(issued[1]) is None


def test_the_last_use_is_stored_once_a_minute(issued, django_assert_max_num_queries):
    row, key = issued
    verify_api_key(key)
    row.refresh_from_db()
    first = row.last_used_at
    assert timezone.now() - first < timedelta(minutes=1)
    verify_api_key(key)
    row.refresh_from_db()
    assert row.last_used_at == first


def test_the_command_prints_a_key_once(alice, capsys):
    call_command("make_api_key", "--email", "Alice@example.com", "--name", "Feed", "--days", "0")
    output = capsys.readouterr()
    row = verify_api_key(output.out.strip())
    assert (row.name, row.expires_at, row.scopes) == ("Feed", None, ["research"])
    assert "until it is revoked" in output.err


@pytest.mark.parametrize("wrong", [["--email", "nobody@example.com"], ["--email", "alice@example.com", "--days", "-1"]])
def test_the_command_refuses_bad_options(alice, wrong):
    with pytest.raises(CommandError):
        call_command("make_api_key", "--name", "Feed", *wrong)
    assert not ApiKey.objects.exists()


def test_a_superuser_revokes_a_key_in_the_admin(as_sam, issued):
    row, key = issued
    page = as_sam.get(f"/admin/people/apikey/{row.pk}/change/").content.decode()
    assert "News desk" in page and row.digest not in page
    as_sam.post("/admin/people/apikey/", {"action": "revoke_selected", "_selected_action": [str(row.pk)]})
    assert verify_api_key(key) is None
