"""Make and revoke a key for a person's own assistant."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from people.api_keys import create_api_key, revoke_api_key
from people.models import ApiKey, User

MAX_KEYS = 10


class KeyRefused(Exception):
    """A key that is not made. Its text is for the person."""


@transaction.atomic
def make_own_key(*, user: User, name: str, may_start: bool, days: int) -> str:
    """Make a key that may read, and return it: it is stored nowhere. Raises KeyRefused."""
    if user.is_demo:
        raise KeyRefused("A demo has no API keys. Keep this portfolio first.")
    User.objects.select_for_update(no_key=True).only("pk").get(pk=user.pk)
    if ApiKey.objects.active_keys().filter(user=user).count() >= MAX_KEYS:
        raise KeyRefused(f"You have {MAX_KEYS} keys. Revoke one to make another.")
    scopes = [ApiKey.Scope.READ, *([ApiKey.Scope.START] if may_start else [])]
    return create_api_key(user=user, name=name, scopes=scopes, days=days)[1]


def revoke_own_key(*, user: User, key_id: UUID) -> bool:
    """Revoke a key of this person. Return False if there is none, or if it was revoked already."""
    key = ApiKey.objects.filter(user=user, pk=key_id).first()
    return key is not None and revoke_api_key(key=key, by=user, now=timezone.now())
