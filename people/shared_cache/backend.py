"""A cache in the database that stores JSON and never drops an entry before its time to make room.

Django's own stores pickles, with which somebody who can write to the table runs code in every process, and drops
entries by the order of their keys once there are 300: a flood of other entries would lift a lockout.
"""

import json
import random
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import BaseDatabaseCache
from django.db import connection
from django.utils import timezone

TAGS = {
    "decimal": (Decimal, Decimal),
    "datetime": (datetime, datetime.fromisoformat),
    "date": (date, date.fromisoformat),
}
FOREVER, AFTER_ALL = datetime(9999, 1, 1, tzinfo=UTC), datetime(9999, 1, 2, tzinfo=UTC)
CLEAN_UP_EVERY = 200
"""Expired entries are deleted by one of so many writes."""


class JsonDatabaseCache(BaseDatabaseCache):
    """Values are JSON, also with Decimal, datetime and date; TypeError for anything else. Other rows are misses."""

    _table: str

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        return self.get_many([key], version).get(key, default)

    def get_many(self, keys: Iterable[Any], version: Any = None) -> dict[Any, Any]:
        names = {self.make_and_validate_key(key, version=version): key for key in keys}
        rows = self._run(
            "SELECT cache_key, value FROM {table} WHERE cache_key = ANY(%s) AND expires > %s", [*names], timezone.now()
        )
        found = {}
        for name, text in rows if names else ():
            try:
                found[names[name]] = json.loads(text, object_hook=decode_value)
            except ValueError:
                continue
        return found

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> None:
        self._write(key, value, timeout, version)

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> bool:
        """Store the value unless there is one. Of several callers at once, one gets True."""
        return self._write(key, value, timeout, version, replace_before=timezone.now())

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> bool:
        name, now = self.make_and_validate_key(key, version=version), timezone.now()
        statement = "UPDATE {table} SET expires = %s WHERE cache_key = %s AND expires > %s RETURNING 1"
        return bool(self._run(statement, self._expiry(timeout), name, now))

    def delete(self, key: Any, version: Any = None) -> bool:
        name = self.make_and_validate_key(key, version=version)
        return bool(self._run("DELETE FROM {table} WHERE cache_key = %s RETURNING 1", name))

    def has_key(self, key: Any, version: Any = None) -> bool:
        return key in self.get_many([key], version)

    def clear(self) -> None:
        self._run("DELETE FROM {table} RETURNING 1")

    def delete_expired(self) -> None:
        self._run("DELETE FROM {table} WHERE expires <= %s RETURNING 1", timezone.now())

    def _write(self, key: Any, value: Any, timeout: Any, version: Any, *, replace_before: datetime = AFTER_ALL) -> bool:
        """Store the value, unless there is one that expires after `replace_before`."""
        name = self.make_and_validate_key(key, version=version)
        text = json.dumps(value, default=encode_value)
        if random.randrange(CLEAN_UP_EVERY) == 0:  # noqa: S311 any write will do
            self.delete_expired()
        statement = (
            "INSERT INTO {table} AS entry (cache_key, value, expires) VALUES (%s, %s, %s) ON CONFLICT (cache_key) "
            "DO UPDATE SET value = excluded.value, expires = excluded.expires WHERE entry.expires <= %s RETURNING 1"
        )
        return bool(self._run(statement, name, text, self._expiry(timeout), replace_before))

    def _expiry(self, timeout: Any) -> datetime:
        seconds = self.get_backend_timeout(timeout)
        return FOREVER if seconds is None else datetime.fromtimestamp(seconds, tz=UTC)

    def _run(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(statement.format(table=f'"{self._table}"'), values)
            return cursor.fetchall()  # type: ignore[no-any-return]


def encode_value(value: Any) -> dict[str, str]:
    for tag, (kind, _) in TAGS.items():
        if isinstance(value, kind):
            return {f"${tag}": str(value)}
    raise TypeError(f"The cache stores JSON, not {type(value).__name__}.")


def decode_value(found: dict[str, Any]) -> Any:
    if len(found) == 1:
        (name, text), *_ = found.items()
        if name.startswith("$") and name[1:] in TAGS:
            return TAGS[name[1:]][1](text)  # type: ignore[operator]
    return found
