"""The cast of every test: Alice owns, Bob is a stranger, Sam is staff."""

import copy
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.test import Client

if TYPE_CHECKING:
    from people.models import User

PASSWORD = "correct-horse-battery"
NO_LANGUAGE_MODEL = {
    "LLM_MODEL": "", "LLM_MODEL_BY_ROLE": {}, "BEDROCK_MODEL_ID": "", "LLM_BASE_URL": "", "LLM_API_KEY": "",
    "LANGFUSE_PUBLIC_KEY": "", "LANGFUSE_SECRET_KEY": "",
}  # fmt: skip


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


def signed_in(user: "User") -> Client:
    client = Client()
    client.force_login(user)
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
