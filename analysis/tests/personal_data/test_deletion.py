"""Delete a person with everything they own."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from analysis.models import Job
from analysis.personal_data import cleaning, deletion
from analysis.tests.support import stored_analyses
from people import acting_as
from people.models import ApiKey, AuditEvent, DataExport, DeletionRequest, User
from people.sign_in import stored_secrets
from people.tests.support.cast import TOTP_SECRET, give_second_factor
from portfolios.models import Account

pytestmark = pytest.mark.django_db


def make_due(user):
    DeletionRequest.objects.filter(user=user).update(due_at=timezone.now() - timedelta(seconds=1))


def test_a_request_waits_seven_days(alice):
    deletion.request_deletion(user=alice)
    now = timezone.now()
    assert deletion.delete_due_people(now=now + timedelta(days=6, hours=23)) == 0
    assert deletion.delete_due_people(now=now + timedelta(days=7)) == 1
    assert not User.objects.filter(pk=alice.pk).exists()


def test_a_request_ends_jobs_and_keys_at_once(alice):
    job = stored_analyses.running(alice)
    ApiKey.objects.create(user=alice, name="Key", prefix="alex_1", digest="d", scopes=["research"])
    deletion.request_deletion(user=alice)
    assert Job.objects.get(pk=job.pk).status == "cancelled"
    assert ApiKey.objects.get().revoked_at is not None


def test_a_second_request_does_not_extend_it(alice):
    first = deletion.request_deletion(user=alice)
    DeletionRequest.objects.update(due_at=first.due_at - timedelta(days=3))
    assert deletion.request_deletion(user=alice).due_at == first.due_at - timedelta(days=3)


def test_it_can_be_taken_back(alice):
    deletion.request_deletion(user=alice)
    assert deletion.take_back_deletion(user=alice)
    assert not deletion.take_back_deletion(user=alice)
    assert deletion.delete_due_people(now=timezone.now() + timedelta(days=8)) == 0
    actions = AuditEvent.objects.filter(user=alice).order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["requested_deletion", "took_back_deletion"]


def test_other_people_keep_everything(alice, bob):
    with acting_as(bob.pk):
        Account.objects.create(user=bob, name="Bobs", kind="taxable")
    deletion.delete_person(alice.pk)
    assert list(User.objects.values_list("email", flat=True)) == ["bob@example.com"]
    with acting_as(bob.pk):
        assert Account.objects.owned_by(bob).count() == 1


def test_their_sessions_end(alice, bob, as_alice, as_bob):
    keys = {client.session.session_key for client in (as_alice, as_bob)}
    assert set(UserSession.objects.values_list("session_key", flat=True)) == keys
    deletion.delete_person(alice.pk)
    assert [session.session_key for session in Session.objects.all()] == [as_bob.session.session_key]


def test_a_person_is_deleted_once(alice):
    assert deletion.delete_person(alice.pk)
    assert not deletion.delete_person(alice.pk)


def visitor(hours):
    user = User.objects.create_user(f"{hours}@demo.invalid", None, is_demo=True)
    User.objects.filter(pk=user.pk).update(created_at=timezone.now() - timedelta(hours=hours))
    return user


def test_demo_visitors_are_deleted_after_a_day(alice):
    old, young = visitor(25), visitor(23)
    User.objects.filter(pk=alice.pk).update(created_at=timezone.now() - timedelta(days=900))
    assert deletion.delete_demo_visitors(now=timezone.now()) == 1
    assert set(User.objects.values_list("pk", flat=True)) == {young.pk, alice.pk}
    assert not User.objects.filter(pk=old.pk).exists()


def test_the_round_deletes_what_is_due(alice, bob, as_alice):
    visitor(30)
    deletion.request_deletion(user=bob)
    make_due(bob)
    DataExport.objects.create(user=alice, expires_at=timezone.now())
    assert cleaning.run_task().startswith("deleted 1 people, 1 demo visitors and 1 exports, ")
    assert cleaning.run_task().startswith("deleted 0 people, 0 demo visitors and 0 exports, ")


def test_expired_sessions_are_cleared(as_alice):
    Session.objects.create(session_key="old", session_data="", expire_date=timezone.now() - timedelta(days=1))
    cleaning.run_task()
    assert [session.session_key for session in Session.objects.all()] == [as_alice.session.session_key]


def test_a_round_is_enqueued_once_an_hour():
    now = timezone.now().replace(minute=5)
    due = [cleaning.enqueue_when_due(now + timedelta(minutes=minutes)) for minutes in (0, 1, 50, 60, 61)]
    assert due == [True, False, False, True, False]


def test_the_round_encrypts_with_the_current_key(alice, settings):
    give_second_factor(alice)
    assert cleaning.run_task().endswith("encrypted 1 second factors with the current key")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new key " * 8, [settings.SECRET_KEY]
    assert cleaning.run_task().endswith("encrypted 1 second factors with the current key")
    settings.SECRET_KEY_FALLBACKS = []
    assert stored_secrets.decrypt(alice.authenticator_set.get().data["secret"]) == TOTP_SECRET


def test_the_round_tells_of_a_lost_key(alice, settings, caplog):
    give_second_factor(alice)
    cleaning.run_task()
    settings.SECRET_KEY = "a new key " * 8
    assert cleaning.run_task().endswith("encrypted 0 second factors with the current key")
    assert "1 second factors cannot be read" in caplog.text
