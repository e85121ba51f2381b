"""The cast of every test: Alice owns, Bob is a stranger, Sam is staff."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.test import Client

if TYPE_CHECKING:
    from people.models import User

PASSWORD = "correct-horse-battery"


@pytest.fixture(autouse=True)
def fast_passwords(settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


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
