"""`start.py secrets`: find passwords and keys in tracked files that .secrets.baseline does not list.

The baseline lists what was reviewed and is no secret, by file and hash; `start.py secrets --accept` writes it anew.
Tests may hold invented passwords, but nothing that looks like a real key. A file in which nothing was found is not
searched again until it changes.
"""

import contextlib
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from detect_secrets import SecretsCollection
from detect_secrets.__version__ import VERSION
from detect_secrets.settings import default_settings

ROOT = Path(__file__).resolve().parents[2]
BASELINE = ROOT / ".secrets.baseline"
CLEAN_FILES = Path(sys.prefix) / ".files-without-secrets"
"""Digests of what was searched and holds nothing, beside the packages that searched it."""
LEFT_OUT = (":!requirements*.txt", ":!static/vendor", ":!*.png", f":!{BASELINE.name}")
"""Hashes of packages, libraries of others, and pictures."""
ASSIGNED_WORD = "Secret Keyword"
"""What a line such as `password = "..."` is called."""
ASKS_OTHERS = "detect_secrets.filters.common.is_ignored_due_to_verification_policies"
"""The filter that would try a found key at its service."""


class Secret(NamedTuple):
    """A string that looks like a secret. digest: of the string, which is not stored."""

    file: str
    kind: str
    digest: str


def main(arguments: list[str]) -> int:
    """Print what is new. Return 1 if something is."""
    found = find_secrets(ROOT, list_files(ROOT))
    if "--accept" in arguments:
        write_baseline(BASELINE, found)
        print(f"{BASELINE.name} lists {len(found)} strings that are no secrets.")
        return 0
    new = {secret: line for secret, line in found.items() if secret not in read_baseline(BASELINE)}
    for secret, line in sorted(new.items()):
        print(f"{secret.file}:{line}: looks like a secret ({secret.kind})")
    if new:
        print("Remove each and replace it where it is used. If it is no secret: python3 start.py secrets --accept")
    return int(bool(new))


def list_files(root: Path) -> list[str]:
    """Return the tracked files as paths below the root; without Git every file that is not hidden or built.

    Raises SystemExit if Git fails: then no file was checked.
    """
    if not (root / ".git").exists():
        found = (path.relative_to(root) for path in sorted(root.rglob("*")) if path.is_file())
        return [path.as_posix() for path in found if not is_left_out(path)]
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--", ".", *LEFT_OUT]
    listed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if listed.returncode:
        sys.exit(f"Git cannot list the tracked files, so no file was checked: {listed.stderr.strip()}")
    return [name for name in listed.stdout.split("\0") if name and (root / name).is_file()]


def is_left_out(path: Path) -> bool:
    first, is_hidden = path.parts[0], any(part.startswith(".") for part in path.parts[:-1])
    return (
        is_hidden
        or first in ("build", "staticfiles")
        or path.match("requirements*.txt")
        or (path.match("*.png") or path.is_relative_to("static/vendor") or path.name in (BASELINE.name, ".env"))
    )


def find_secrets(root: Path, files: Iterable[str]) -> dict[Secret, int]:
    """Return what looks like a secret, with its line. Nobody is asked whether a key is valid."""
    searcher = f"{VERSION}\n{sys.version}\n".encode() + Path(__file__).read_bytes()
    digests = {name: digest_file(root, name, searcher) for name in files}
    clean = read_clean_files()
    collection = SecretsCollection(root=str(root))
    with default_settings() as settings:
        settings.filters.pop(ASKS_OTHERS, None)
        for name in (name for name, digest in digests.items() if digest not in clean):
            collection.scan_file(name)
    found = {
        Secret(Path(file).as_posix(), secret.type, secret.secret_hash): secret.line_number
        for file, secret in collection
    }
    with_findings = {secret.file for secret in found}
    write_clean_files({digest for name, digest in digests.items() if Path(name).as_posix() not in with_findings})
    return {s: line for s, line in found.items() if s.kind != ASSIGNED_WORD or "tests" not in Path(s.file).parts}


def digest_file(root: Path, name: str, searcher: bytes) -> str:
    """Return a digest of all that a search of the file depends on. searcher: the versions and code that search."""
    return hashlib.sha256(searcher + f"{name}\n".encode() + (root / name).read_bytes()).hexdigest()


def read_clean_files() -> set[str]:
    with contextlib.suppress(OSError):
        return set(CLEAN_FILES.read_text(encoding="ascii").split())
    return set()


def write_clean_files(digests: set[str]) -> None:
    """Replace the list at once: another search may read it."""
    unfinished = CLEAN_FILES.with_name(f"{CLEAN_FILES.name}.{os.getpid()}")
    with contextlib.suppress(OSError):  # a folder that cannot be written: then each search reads every file
        unfinished.write_text("\n".join(sorted(digests)), encoding="ascii")
        unfinished.replace(CLEAN_FILES)


def read_baseline(path: Path) -> set[Secret]:
    return {Secret(*entry) for entry in json.loads(path.read_text(encoding="utf-8"))["no_secrets"]}


def write_baseline(path: Path, found: Iterable[Secret]) -> None:
    about = "Strings that look like secrets and are none: file, kind, SHA-1. Written by `start.py secrets --accept`."
    path.write_text(json.dumps({"about": about, "no_secrets": sorted(found)}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
