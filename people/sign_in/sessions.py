"""Sessions in the database, each reached by its own key. The app's role cannot list them (SESSION_ENGINE)."""

from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.db import connection
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from people.models import User

OPEN_SQL = "SELECT session_data, data_version, (person).* FROM session_open(%s)"


class SessionStore(db.SessionStore):
    """Django's store of sessions, on functions of the database (people/migrations/0011_row_level_security.py).

    listed_user: whom the list of sessions names for this one, with the data version of their pages. Set by `load`.
    """

    listed_user: User | None = None

    def load(self) -> dict[str, Any]:
        """Return the data. The same query brings the user, which nearly every request needs next."""
        found: Any = next(iter(User.objects.raw(OPEN_SQL, [self.session_key])), None)
        if found is None:
            self._session_key = None
            return {}
        self.listed_user = found if found.pk else None
        return self.decode(found.session_data)

    def exists(self, session_key: str) -> bool:
        return bool(_call("session_exists", session_key))

    def save(self, must_create: bool = False) -> None:
        """Store the data. Raise CreateError if the new key is taken, UpdateError if the session has ended."""
        if self.session_key is None:
            return self.create()
        row = self.create_model_instance(self._get_session(no_load=must_create))  # type: ignore[attr-defined]
        saved = _call("session_save", row.session_key, row.session_data, row.expire_date, must_create)
        if not saved:
            raise CreateError if must_create else UpdateError
        return None

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            _call("session_delete", key)

    @classmethod
    def clear_expired(cls) -> None:
        _call("session_clear_expired")


class SessionUserMiddleware(AuthenticationMiddleware):
    """Set request.user without a query of its own."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: find_session_user(request))  # type: ignore[assignment]


def find_session_user(request: HttpRequest) -> User | AnonymousUser:
    """Return the user who came with the session if they are its user by every check of Django. Otherwise ask Django."""
    session: Any = request.session
    user_id, backend, password_hash = map(session.get, (SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY))
    user = session.listed_user
    if (
        user is not None
        and user_id == str(user.pk)
        and user.is_active
        and backend in settings.AUTHENTICATION_BACKENDS
        and constant_time_compare(password_hash or "", user.get_session_auth_hash())
    ):
        return user  # type: ignore[no-any-return]
    return get_user(request)


def count_open_sessions() -> int:
    """Return how many people are signed in now, with each of their browsers."""
    return int(_call("session_count"))


def _call(function: str, *values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}({', '.join(['%s'] * len(values))})", values)
        return cursor.fetchone()[0]
