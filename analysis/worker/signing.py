"""Read messages of the queue that a former SECRET_KEY signed. django-q2 itself knows only one key."""

from typing import Any

from django.conf import settings


def load_package(message: str) -> Any:
    """Return what was signed. Raises BadSignature for a message that none of our keys signed."""
    from django_q import core_signing
    from django_q.conf import Conf
    from django_q.signing import PickleSerializer, SignedPackage

    for key in settings.SECRET_KEY_FALLBACKS:
        try:
            return core_signing.loads(message, key=key, salt=Conf.PREFIX, serializer=PickleSerializer)
        except core_signing.BadSignature:
            continue
    return SignedPackage.loads(message)
