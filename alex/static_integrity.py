"""Hashes of our scripts and styles, so that a browser runs only the file that the page was written for.

A collected file is hashed once, into the manifest. A laptop serves files from their folders and hashes them there.
"""

import base64
import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import ManifestFilesMixin, ManifestStaticFilesStorage, staticfiles_storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

HASHED_TYPES = (".js", ".css")
MANIFEST_KEY = "integrity"


def hash_content(content: bytes) -> str:
    return f"sha384-{base64.b64encode(hashlib.sha384(content).digest()).decode()}"


class IntegrityMixin(ManifestFilesMixin):
    """Write the hash of each script and style into the manifest."""

    def save_manifest(self) -> None:
        super().save_manifest()
        manifest = json.loads(self.read_manifest())
        hashes = {}
        for name, stored in manifest["paths"].items():
            if name.endswith(HASHED_TYPES):
                with self.open(stored) as file:
                    hashes[name] = hash_content(file.read())
        place = Path(self.manifest_storage.path(self.manifest_name))
        place.write_text(json.dumps({**manifest, MANIFEST_KEY: hashes}))

    @property
    def integrity(self) -> dict[str, str]:
        """Return the hashes by the name of the file."""
        if not hasattr(self, "_integrity"):
            self._integrity: dict[str, str] = json.loads(self.read_manifest() or "{}").get(MANIFEST_KEY, {})
        return self._integrity


class IntegrityStorage(IntegrityMixin, CompressedManifestStaticFilesStorage):
    """What a server collects and serves."""


class UncompressedIntegrityStorage(IntegrityMixin, ManifestStaticFilesStorage):
    """What is collected for S3; CloudFront compresses."""


def find_integrity(name: str) -> str:
    """Return the hash of a static file, or nothing if it was not collected."""
    storage: Any = staticfiles_storage
    if not settings.LAPTOP:
        return str(storage.integrity.get(name, ""))
    found = finders.find(name)
    return _hash_file(str(found), Path(str(found)).stat().st_mtime_ns) if found else ""


@lru_cache(maxsize=200)
def _hash_file(path: str, changed_at: int) -> str:
    return hash_content(Path(path).read_bytes())
