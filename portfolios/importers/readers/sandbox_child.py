"""Reads one file from standard input and writes what is in it to standard output, as JSON: the program of sandbox.py.

It is a process of its own, so that a file that crashes the reader, or takes all its time and memory, ends nothing else.
"""

import gc
import json
import os
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any

from portfolios.importers.readers.formats import read_file
from portfolios.importers.table import MAX_FILE_BYTES, FileUnreadable, Table

MOST_ANSWER_BYTES = 80_000_000
LIMITS = {
    "RLIMIT_CPU": 40,
    "RLIMIT_AS": 1_500_000_000,
    "RLIMIT_FSIZE": MOST_ANSWER_BYTES,
    "RLIMIT_NOFILE": 64,
    "RLIMIT_NPROC": 0,
    "RLIMIT_CORE": 0,
}
"""Seconds of CPU, bytes of memory and of what is written, open files, processes. The largest files take a fifth."""
LONGEST_WORDS = 500


def set_limits() -> None:
    """Limit this process as far as its system can: Linux all of it, macOS all but memory, Windows nothing."""
    with suppress(AttributeError, OSError):
        os.nice(10)
    try:
        import resource
    except ImportError:
        return
    for name, most in LIMITS.items():
        with suppress(AttributeError, ValueError, OSError):
            kind = getattr(resource, name)
            _, allowed = resource.getrlimit(kind)
            bound = most if allowed == resource.RLIM_INFINITY else min(most, allowed)
            resource.setrlimit(kind, (bound, bound))


def answer(data: bytes) -> bytes:
    """Return the table of a file as JSON, or the words of the refusal."""
    try:
        said: dict[str, Any] = {"table": _written(read_file(data))}
    except FileUnreadable as refusal:
        said = {"refused": str(refusal)[:LONGEST_WORDS]}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def _written(table: Table) -> dict[str, Any]:
    return {
        **vars(table),
        "rows": list(map(vars, table.rows)),
        "left_out": list(map(vars, table.left_out)),
        "dated": None if table.dated is None else table.dated.isoformat(),
    }


def main() -> None:
    set_limits()
    gc.disable()  # nothing lives on after the one file
    try:
        said = answer(sys.stdin.buffer.read(MAX_FILE_BYTES + 1))
    except Exception as error:  # noqa: BLE001 - each is a fault of ours, and is told without the content of the file
        place = traceback.extract_tb(error.__traceback__)[-1]
        fault = f"{type(error).__name__} in {Path(place.filename).name}, line {place.lineno}"
        said = json.dumps({"error_message": fault[:LONGEST_WORDS]}).encode()
    sys.stdout.buffer.write(said)


if __name__ == "__main__":
    main()
