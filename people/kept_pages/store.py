"""The pages that this process keeps: the least recently used go first, and none is older than a minute."""

import sys
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

MAX_BYTES = 64_000_000
MAX_AGE = timedelta(seconds=60)
"""Money on a page is as new as its data version; words such as “old price” change with time alone."""

Parts = Mapping[str, str]
"""The changing parts of a page by name (templates/base.html), with marks for what is new on each view."""


@dataclass(frozen=True)
class Entry:
    parts: Parts
    kept_at: datetime
    size: int

    def is_current(self, now: datetime) -> bool:
        return abs(now - self.kept_at) <= MAX_AGE


class PageStore:
    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self.max_bytes = max_bytes
        self.size = 0
        self._entries: OrderedDict[Hashable, Entry] = OrderedDict()
        self._lock = Lock()
        self._makers = [Lock() for _ in range(64)]

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: Hashable, *, now: datetime) -> Parts | None:
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            if not entry.is_current(now):
                self._drop(key)
                return None
            self._entries.move_to_end(key)
            return entry.parts

    def put(self, key: Hashable, parts: Parts, *, now: datetime) -> None:
        """Keep a page, unless it is larger than everything that may be kept."""
        size = sum(map(sys.getsizeof, parts.values()))
        if size > self.max_bytes:
            return
        with self._lock:
            self._drop(key)
            while self._entries:
                oldest, entry = next(iter(self._entries.items()))
                if self.size + size <= self.max_bytes and entry.is_current(now):
                    break
                self._drop(oldest)
            self._entries[key] = Entry(parts, now, size)
            self.size += size

    def making(self, key: Hashable) -> Lock:
        """Return the lock of those who make a page: who comes second finds it kept. Pages share 64 locks."""
        return self._makers[hash(key) % len(self._makers)]

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()
            self.size = 0

    def _drop(self, key: Hashable) -> None:
        if entry := self._entries.pop(key, None):
            self.size -= entry.size


store = PageStore()
