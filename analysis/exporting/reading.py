"""Read a bundle from a file that anybody may have written."""

from pathlib import Path

from pydantic import ValidationError

from analysis.exporting.bundle import Bundle

MAX_BYTES = 64_000_000


class BundleRefused(Exception):
    """The file cannot be used. Its text says why and what to do, for the person."""


def read_bundle(path: Path, *, allow_changes: bool = False) -> Bundle:
    """Return the bundle of a file. Raises BundleRefused for a damaged, changed, foreign or very large one.

    allow_changes: also a bundle that was changed after Alex wrote it, if it is still whole.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise BundleRefused(f"{path} cannot be read: {error.strerror}.") from error
    if len(data) > MAX_BYTES:
        raise BundleRefused(f"This file is larger than {MAX_BYTES // 1_000_000} MB. No export of Alex is.")
    try:
        bundle = Bundle.model_validate_json(data)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(map(str, first["loc"]))[:120] or "the file"
        raise BundleRefused(
            f"This is no complete export of an analysis ({where}: {first['msg'][:200]}). Export the analysis again."
        ) from error
    if not (bundle.is_intact or allow_changes):
        raise BundleRefused(
            "This file was damaged, or changed after Alex wrote it. Export the analysis again, or add --allow-changes "
            "to see which figures the change alters."
        )
    return bundle
