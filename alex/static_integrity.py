"""Hashes of our scripts and styles, so that a browser runs only the file that the page was written for.

A collected file is hashed once, into the manifest. A laptop serves files from their folders and hashes them there.
"""

import base64
import hashlib
import json
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage, staticfiles_storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

HASHED_TYPES = (".js", ".css")
MANIFEST_KEY = "integrity"


def hash_content(content: bytes) -> str:
    return f"sha384-{base64.b64encode(hashlib.sha384(content).digest()).decode()}"


class UncompressedIntegrityStorage(ManifestStaticFilesStorage):
    """What is collected for S3. The manifest also has the hash of each script and style."""

    def save_manifest(self) -> None:
        super().save_manifest()
        manifest = json.loads(self.read_manifest())
        hashes = {}
        for name, stored in manifest["paths"].items():
            if name.endswith(HASHED_TYPES):
                with self.open(stored) as file:
                    hashes[name] = hash_content(file.read())
        assert self.manifest_storage is not None
        place = Path(self.manifest_storage.path(self.manifest_name))
        place.write_text(json.dumps({**manifest, MANIFEST_KEY: hashes}))

    @cached_property
    def integrity(self) -> dict[str, str]:
        """Return the hashes by the name of the file."""
        hashes: dict[str, str] = json.loads(self.read_manifest() or "{}").get(MANIFEST_KEY, {})
        return hashes


class IntegrityStorage(UncompressedIntegrityStorage, CompressedManifestStaticFilesStorage):
    """What a server collects and serves."""


def find_integrity(name: str) -> str:
    """Return the hash of a static file, or nothing if it was not collected."""
    storage: Any = staticfiles_storage
    if not settings.LAPTOP:
        return str(storage.integrity.get(name, ""))
    try:
        path = locate_file(name)
        return hash_file(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        return ""


@lru_cache(maxsize=200)
def locate_file(name: str) -> Path:
    """Return the file of this name. Raises FileNotFoundError, which is not remembered."""
    found = finders.find(name)
    if not found:
        raise FileNotFoundError(name)
    return Path(str(found))


@lru_cache(maxsize=200)
def hash_file(path: Path, changed_at: int) -> str:
    return hash_content(path.read_bytes())
