"""The user who comes with a session is its user, or Django is asked."""

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from people.models import User
from people.sign_in.sessions import SessionStore, find_session_user
from people.tests.support.cast import signed_in

pytestmark = pytest.mark.django_db


def find_user(client):
    """Return whom a request with this client's session has as user, and the queries that took."""
    request = RequestFactory().get("/")
    request.session = SessionStore(client.session.session_key)
    with CaptureQueriesContext(connection) as queries:
        return find_session_user(request), len(queries)


def test_one_query_finds_session_and_user(alice):
    assert find_user(signed_in(alice)) == (alice, 1)


def test_a_session_that_is_not_listed_works(alice):
    client = signed_in(alice)
    UserSession.objects.all().delete()
    assert find_user(client) == (alice, 2)


def test_the_list_alone_signs_nobody_in(alice, bob):
    client = signed_in(alice)
    UserSession.objects.update(user=bob)
    assert find_user(client) == (alice, 2)


def test_a_locked_person_is_nobody(alice):
    client = signed_in(alice)
    User.objects.update(is_active=False)
    assert isinstance(find_user(client)[0], AnonymousUser)


def test_a_new_password_ends_the_session(alice):
    client = signed_in(alice)
    alice.set_password("another-correct-horse")
    alice.save()
    assert isinstance(find_user(client)[0], AnonymousUser)
    assert find_user(client)[0].pk is None


def test_an_ended_session_is_nobodys(alice):
    client = signed_in(alice)
    client.session.flush()
    assert isinstance(find_user(client)[0], AnonymousUser)
