"""Collect the static files for S3, with a hash of the content in each name, and the manifest of these names."""

from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.management.commands import collectstatic
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage

MANIFEST = ManifestStaticFilesStorage.manifest_name


def collect_static_files(folder: Path) -> Path:
    """Collect into the folder, which is emptied first. Return the manifest, which names the file for each URL."""
    folder.mkdir(parents=True, exist_ok=True)
    command = collectstatic.Command()
    command.storage = ManifestStaticFilesStorage(location=folder, base_url=settings.STATIC_URL)
    command.interactive, command.verbosity = False, 0
    command.symlink = command.dry_run = False
    command.clear = command.post_process = True
    command.ignore_patterns = []
    command.collect()
    return folder / MANIFEST
