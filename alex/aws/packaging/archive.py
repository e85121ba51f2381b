"""Write a package as a zip file that depends on nothing but its content, and measure it."""

import hashlib
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

HEAVIEST = 10
NO_TIME = (1980, 1, 1, 0, 0, 0)
READABLE_FILE = 0o100644 << 16
COMPRESSION = 4  # half the time of the default level, and 3% more to upload


def write_zip(folders: Iterable[Path], file: Path) -> None:
    """Zip the content of the folders: sorted names, one date and one mode for all files."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in sorted(_list_files(folders)):
            entry = zipfile.ZipInfo(name, NO_TIME)
            entry.create_system, entry.external_attr, entry.compress_type = 3, READABLE_FILE, zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes(), compresslevel=COMPRESSION)


def hash_file(file: Path) -> str:
    """Return the file's SHA-256 in hexadecimal."""
    with open(file, "rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def measure_parts(folders: Iterable[Path]) -> dict[str, int]:
    """Return the bytes of each entry at the root of the folders, the heaviest first."""
    sizes: Counter[str] = Counter()
    for name, path in _list_files(folders):
        sizes[name.split("/", 1)[0]] += path.stat().st_size
    return dict(sizes.most_common())


def _list_files(folders: Iterable[Path]) -> Iterator[tuple[str, Path]]:
    for folder in folders:
        yield from ((path.relative_to(folder).as_posix(), path) for path in folder.rglob("*") if path.is_file())
