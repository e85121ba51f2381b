"""The cast of every test: Alice owns, Bob is a stranger, Sam is staff."""

import copy
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.signals import user_logged_in
from django.test import Client

from people.tests.support import arranging

if TYPE_CHECKING:
    from people.models import User

PASSWORD = "correct-horse-battery"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NO_LANGUAGE_MODEL = {
    "LLM_MODEL": "", "LLM_MODEL_BY_ROLE": {}, "BEDROCK_MODEL_ID": "", "LLM_BASE_URL": "", "LLM_API_KEY": "",
    "LANGFUSE_PUBLIC_KEY": "", "LANGFUSE_SECRET_KEY": "",
}  # fmt: skip


def pytest_configure() -> None:
    """Let tests arrange and look at rows of several people. See people/tests/support/arranging.py."""
    arranging.install()


@pytest.fixture(autouse=True)
def fast_passwords(settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def no_language_model(settings) -> None:
    """Ignore models configured on this machine. A test that needs a model sets one."""
    for name, value in copy.deepcopy(NO_LANGUAGE_MODEL).items():
        setattr(settings, name, value)


@pytest.fixture(autouse=True)
def clear_cache_after_commits(request, django_db_blocker) -> Iterator[None]:
    """Clear the cache table after a test that commits: Django empties only tables of models."""
    yield
    marker = request.node.get_closest_marker("django_db")
    commits = {"transactional_db", "live_server"} & set(request.fixturenames)
    if commits or (marker is not None and marker.kwargs.get("transaction")):
        from django.core.cache import cache

        with django_db_blocker.unblock():
            cache.clear()


def user_manager():
    from django.contrib.auth import get_user_model

    return get_user_model().objects


@pytest.fixture
def alice(db: None) -> "User":
    return user_manager().create_user("alice@example.com", PASSWORD)


@pytest.fixture
def bob(db: None) -> "User":
    return user_manager().create_user("bob@example.com", PASSWORD)


@pytest.fixture
def sam(db: None) -> "User":
    return user_manager().create_superuser("sam@example.com", PASSWORD)


def give_second_factor(user: "User", secret: str = TOTP_SECRET) -> None:
    """Set up an authenticator app for this user."""
    from allauth.mfa.models import Authenticator

    Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": secret}})


def totp_code(secret: str = TOTP_SECRET) -> str:
    """Return the code that the app shows. Wait for the next one if this one is about to end."""
    from allauth.mfa.totp.internal import auth

    left = 30 - time.time() % 30
    time.sleep(left if left < 4 else 0)
    return auth.format_hotp_value(auth.hotp_value(secret, int(time.time()) // 30))


def signed_in(user: "User", **options: Any) -> Client:
    """Return a client with a session of this user; for staff, one that was opened with a second factor.

    This sign-in is no audit event, so that tests find only the events of what they do. It is in the list of sessions,
    as every sign-in on a page is.
    """
    from allauth.usersessions.models import UserSession

    from people.audit.signals import record_sign_in

    client = Client(**options)
    user_logged_in.disconnect(record_sign_in)
    try:
        client.force_login(user)
    finally:
        user_logged_in.connect(record_sign_in)
    UserSession.objects.create(user=user, session_key=client.session.session_key, ip="127.0.0.1", user_agent="")
    if user.is_staff:
        give_second_factor(user)
        session = client.session
        session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time()}]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
    return client


@pytest.fixture
def as_alice(alice: "User") -> Iterator[Client]:
    yield signed_in(alice)


@pytest.fixture
def as_bob(bob: "User") -> Iterator[Client]:
    yield signed_in(bob)


@pytest.fixture
def as_sam(sam: "User") -> Iterator[Client]:
    yield signed_in(sam)
