"""Tokens of the API: they survive a change of SECRET_KEY, and a stolen refresh token ends its whole session."""

import base64
import hashlib
import logging
import time
from typing import Any

import jwt
from allauth.core.internal.httpkit import get_authorization_credential
from allauth.headless import app_settings
from allauth.headless.internal.sessionkit import lookup_session
from allauth.headless.tokens.strategies.jwt import JWTTokenStrategy, internal
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.utils.crypto import constant_time_compare

from people.models import User
from people.sign_in.activity import ACTIVE_AT, is_idle

log = logging.getLogger(__name__)
VECTOR_LENGTH = 16


class TokenStrategy(JWTTokenStrategy):
    """allauth's tokens, which name a session and are valid as long as it is."""

    def _get_access_token(self, request: Any) -> Any:
        token = get_authorization_credential(request, app_settings.JWT_AUTHORIZATION_HEADER_SCHEME)
        found = internal.validate_access_token(renew(token)) if token else None
        return found[1] if found else None

    def refresh_token(self, refresh_token: str) -> tuple[str, str] | None:
        """Return the next pair. A refresh token that was used before is in two hands: end its session."""
        payload = internal.decode_token(renew(refresh_token), "refresh")
        session = internal.get_token_session(payload) if payload else None
        user = internal.validate_token_user(payload, session) if payload and session else None
        if payload is None or session is None or user is None:
            return None
        if payload["jti"] not in internal.get_refresh_token_state(session) or is_idle(session, user):
            log.warning("A session of the API was ended: its refresh token came twice, or it was idle.")
            end_session(session)
            return None
        internal.invalidate_refresh_token(session, payload)
        pair = (
            internal.create_access_token(user, session, self.get_claims(user)),
            internal.create_refresh_token(user, session),
        )
        session[ACTIVE_AT] = time.time()
        session.save()
        return pair


def end_session(session: SessionBase) -> None:
    """End a session and with it all its tokens."""
    UserSession.objects.filter(session_key=session.session_key).delete()
    session.flush()


def renew(token: str) -> str:
    """Return a token of a former SECRET_KEY as one of today's key, for the same session. Others stay as they are."""
    for key in settings.SECRET_KEY_FALLBACKS:
        try:
            payload = jwt.decode(token, key, algorithms=[settings.HEADLESS_JWT_ALGORITHM])
            session_key = decrypt_session_key(payload["sid"], key)
        except (jwt.PyJWTError, KeyError, TypeError, ValueError):
            continue
        if session := lookup_session(session_key):
            accept_session_hash(session)
        payload["sid"] = internal.session_key_to_sid(session_key)
        return jwt.encode(payload, settings.SECRET_KEY, algorithm=settings.HEADLESS_JWT_ALGORITHM)
    return token


def decrypt_session_key(sid: str, key: str) -> str:
    """Return the session's key from a token's claim, as allauth encrypts it, with a key of our choice."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes  # rarely needed, and slow to load

    data = base64.b64decode(sid)
    cipher = Cipher(algorithms.AES(hashlib.sha256(key.encode()).digest()), modes.CTR(data[:VECTOR_LENGTH]))
    decryptor = cipher.decryptor()
    return (decryptor.update(data[VECTOR_LENGTH:]) + decryptor.finalize()).decode()


def accept_session_hash(session: SessionBase) -> None:
    """Let a session from before a change of SECRET_KEY keep its key: the tokens name it.

    Django's own way gives it another key.
    """
    key = session.get(SESSION_KEY)
    user = User.objects.find_by_id(key) if key else None
    stored = session.get(HASH_SESSION_KEY, "")
    if user and any(constant_time_compare(stored, known) for known in user.get_session_auth_fallback_hash()):
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
