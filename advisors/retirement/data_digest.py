"""Tell one state of the stored assumptions, past returns and laws from another."""

import hashlib
from functools import cache

from advisors.retirement.inputs.assumptions import DATA_PATH
from advisors.retirement.tax_law.law import LAWS


@cache
def digest_data() -> str:
    """Return twelve characters that change with any change of a stored file."""
    digest = hashlib.sha256()
    files = [path for folder in (DATA_PATH.parent, LAWS) for path in folder.iterdir() if path.is_file()]
    for path in sorted(files, key=lambda one: one.name):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]
