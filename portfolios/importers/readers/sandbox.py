"""The one door for files that anybody may have sent: they are read in a process of their own, with limits.

What comes back is JSON that is checked as if the file had written it itself.
"""

import logging
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryFile
from threading import BoundedSemaphore

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from portfolios.importers.readers.sandbox_child import LONGEST_WORDS, MOST_ANSWER_BYTES
from portfolios.importers.table import LONGEST_REMARK, MAX_FILE_BYTES, MAX_ROWS, FileUnreadable, Table

logger = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = ("-m", "portfolios.importers.readers.sandbox_child")
PATIENCE = 90.0
"""Seconds that one file may take in all; its CPU time is limited by the program itself."""
AT_ONCE = 2
"""Files that are read at the same time, so that large ones leave threads and memory for the pages."""
SECONDS_IN_LINE = 5.0
PASSED_ON = ("SYSTEMROOT", "LD_LIBRARY_PATH", "PYTHONHOME")
"""What Python itself may need to start. Keys and passwords of the environment stay here."""
STOPPED = (
    "This file could not be read: reading it failed, or took too much time or memory. Nothing was imported. "
    "Download the positions again as CSV, one account at a time."
)
BUSY = "Alex is reading other files at the moment. Try again in a minute."

slots = BoundedSemaphore(AT_ONCE)


class Answer(BaseModel):
    """What the program says: a table, why the file is refused, or what went wrong."""

    model_config = ConfigDict(extra="forbid")

    table: Table | None = None
    refused: str = Field("", max_length=LONGEST_WORDS)
    error_message: str = Field("", max_length=LONGEST_WORDS)


def read_untrusted(data: bytes) -> Table:
    """Return the table in a file. Raises NotReadable, with words for people."""
    if len(data) > MAX_FILE_BYTES:
        raise FileUnreadable("This file is larger than 10 MB.")
    if not slots.acquire(timeout=SECONDS_IN_LINE):
        raise FileUnreadable(BUSY)
    try:
        said = run(data)
    finally:
        slots.release()
    return _checked(said)


def run(data: bytes) -> bytes:
    """Return what the program writes about a file. Raises NotReadable where it crashes or takes too long."""
    command = [sys.executable, "-s", "-P", *PROGRAM]
    with TemporaryFile() as out:
        try:
            done = subprocess.run(  # noqa: S603 - our own program; the file is only its input
                command,
                input=data,
                stdout=out,
                stderr=subprocess.DEVNULL,
                env=environment(),
                timeout=PATIENCE,
                check=False,
            )
        except subprocess.TimeoutExpired:
            logger.warning("Reading an uploaded file of %s bytes was stopped after %s s.", len(data), PATIENCE)
            raise FileUnreadable(STOPPED) from None
        if done.returncode:
            logger.warning("Reading an uploaded file of %s bytes ended with code %s.", len(data), done.returncode)
            raise FileUnreadable(STOPPED)
        out.seek(0)
        return out.read(MOST_ANSWER_BYTES)


def environment() -> dict[str, str]:
    """Return the environment of the program: where its modules are, and no secrets."""
    path = os.pathsep.join([str(ROOT), *(str(Path(entry).resolve()) for entry in sys.path if entry)])
    return {"PYTHONPATH": path, **{name: os.environ[name] for name in PASSED_ON if name in os.environ}}


def _checked(said: bytes) -> Table:
    """Return the table that an answer holds, within the limits; a program that was taken over could answer anything."""
    try:
        found = Answer.model_validate_json(said)
    except ValidationError as error:
        logger.error("The reader of uploaded files gave no answer of its kind: %s faults.", error.error_count())
        raise FileUnreadable(STOPPED) from None
    if found.refused:
        raise FileUnreadable(found.refused)
    if found.table is None:
        logger.error("The reader of uploaded files failed: %s.", found.error_message)
        raise FileUnreadable(STOPPED)
    left_out = found.table.left_out
    if len(left_out) > 2 * MAX_ROWS or any(len(out.text) + len(out.reason) > LONGEST_REMARK for out in left_out):
        raise FileUnreadable(STOPPED)
    return found.table.checked()
