"""Sessions in the database, each reached by its own key. The app's role cannot list them (SESSION_ENGINE)."""

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.db import connection


class SessionStore(db.SessionStore):
    """Django's store of sessions, on functions of the database (people/migrations/0011_row_level_security.py)."""

    def load(self) -> dict[str, Any]:
        data = _call("session_load", self.session_key)
        if data is None:
            self._session_key = None
            return {}
        return self.decode(data)

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


def count_open_sessions() -> int:
    """Return how many people are signed in now, with each of their browsers."""
    return int(_call("session_count"))


def _call(function: str, *values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}({', '.join(['%s'] * len(values))})", values)
        return cursor.fetchone()[0]
