"""The program that sandbox.py runs: read one file from standard input, and write its table as JSON.

It runs in its own process, so that a file that crashes the reader, or uses all its time or memory, harms nothing else.
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

MAX_ANSWER_BYTES = 80_000_000
LIMITS = {
    "RLIMIT_CPU": 40,
    "RLIMIT_AS": 1_500_000_000,
    "RLIMIT_FSIZE": MAX_ANSWER_BYTES,
    "RLIMIT_NOFILE": 64,
    "RLIMIT_NPROC": 0,
    "RLIMIT_CORE": 0,
}
"""Seconds of CPU time, bytes of memory and output, open files, processes. The largest files need a fifth."""
MAX_MESSAGE_LENGTH = 500


def set_limits() -> None:
    """Limit this process as far as the system can: Linux everything, macOS all but memory, Windows nothing."""
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
    """Return the table of a file, or the reason of the refusal, as JSON."""
    try:
        table = read_file(data, keeps_gap=True)
    except FileUnreadable as refusal:
        result: dict[str, Any] = {"refused": str(refusal)[:MAX_MESSAGE_LENGTH]}
    else:
        result = {"table": describe(table)}
    return json.dumps(result, ensure_ascii=False, separators=(",", ":")).encode()


def describe(table: Table) -> dict[str, Any]:
    """Return a table as JSON can hold it."""
    span = table.computed and {
        "count": table.computed.count,
        "first": table.computed.first.isoformat(),
        "last": table.computed.last.isoformat(),
    }
    return {
        **vars(table),
        "rows": list(map(vars, table.rows)),
        "left_out": list(map(vars, table.left_out)),
        "dated": None if table.dated is None else table.dated.isoformat(),
        "computed": span,
        "history": table.history and describe(table.history),
    }


def main() -> None:
    set_limits()
    gc.disable()  # the process ends after this file
    try:
        result = answer(sys.stdin.buffer.read(MAX_FILE_BYTES + 1))
    except Exception as error:  # noqa: BLE001 - report any error of ours, without the content of the file
        place = traceback.extract_tb(error.__traceback__)[-1]
        fault = f"{type(error).__name__} in {Path(place.filename).name}, line {place.lineno}"
        result = json.dumps({"error_message": fault[:MAX_MESSAGE_LENGTH]}).encode()
    sys.stdout.buffer.write(result)


if __name__ == "__main__":
    main()
