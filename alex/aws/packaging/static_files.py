"""Collect the static files for S3, with a hash of the content in each name, and the manifest of these names."""

import shutil
import tempfile
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.management.commands import collectstatic

from alex.static_integrity import UncompressedIntegrityStorage

MANIFEST = UncompressedIntegrityStorage.manifest_name


def collect_static_files(folder: Path) -> Path:
    """Collect into the folder, and leave it alone if nothing changed. Return the manifest: a file name for each URL."""
    manifest = folder / MANIFEST
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
        collected = Path(temporary) / folder.name
        command = collectstatic.Command()
        command.storage = UncompressedIntegrityStorage(location=collected, base_url=settings.STATIC_URL)
        command.interactive, command.verbosity = False, 0
        command.symlink = command.dry_run = command.clear = False
        command.post_process = True
        command.ignore_patterns = []
        command.collect()
        if not manifest.exists() or manifest.read_bytes() != (collected / MANIFEST).read_bytes():
            shutil.rmtree(folder, ignore_errors=True)
            collected.rename(folder)
    return manifest
