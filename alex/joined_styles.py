"""Join stylesheets that a page uses together, so that a phone asks for one file instead of five.

They are written as files of their own. `JoinedStyles` is where Django finds the joined ones: `collectstatic` copies
them, and a laptop serves them.
"""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

JOINED = {
    "css/common.css": ("tokens", "base", "layout", "components", "pages"),
    "css/reading.css": ("analysis", "dashboard"),
}
"""The parts of each joined stylesheet, in their order. `tokens.css` begins with the names of the layers."""


class JoinedStyles(BaseFinder):
    """Finds the joined stylesheets, which it keeps in the folder of Alex's data."""

    def __init__(self, app_names: object = None) -> None:
        self._folder = settings.BASE_DIR / "static" / "css"
        self._storage = FileSystemStorage(location=settings.DATA_DIR / "styles")

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """Return where a joined stylesheet is, with what its parts have now; nothing for any other path."""
        if path not in JOINED:
            return []
        found = Path(self._storage.path(path))
        parts = [self._folder / f"{part}.css" for part in JOINED[path]]
        content = b"\n".join(part.read_bytes() for part in parts)
        if not found.exists() or found.read_bytes() != content:
            write_whole(found, content, max(part.stat().st_mtime for part in parts))
        return [str(found)] if find_all else str(found)

    def list(self, ignore_patterns: object) -> Iterator[tuple[str, FileSystemStorage]]:
        """Yield the joined stylesheets with their storage."""
        for path in JOINED:
            self.find(path)
            yield path, self._storage


def write_whole(place: Path, content: bytes, changed: float) -> None:
    """Put a file with this time of change in its place at once: other processes may read it."""
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(dir=place.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    os.chmod(unfinished, 0o644)
    os.utime(unfinished, (changed, changed))
    os.replace(unfinished, place)
