"""Read untrusted files in a separate process with limits. Every upload goes through here.

The JSON that comes back is checked as if the file itself had written it.
"""

import logging
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryFile
from threading import BoundedSemaphore

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from portfolios.importers.readers.sandbox_child import MAX_ANSWER_BYTES, MAX_MESSAGE_LENGTH
from portfolios.importers.table import MAX_FILE_BYTES, MAX_REMARK_LENGTH, MAX_REMARKS, MAX_ROWS, FileUnreadable, Table

logger = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = ("-m", "portfolios.importers.readers.sandbox_child")
TIMEOUT_SECONDS = 90.0
"""For one file in all. The program limits its CPU time itself."""
MAX_CONCURRENT_FILES = 2
"""Files read at the same time, so that large ones leave threads and memory for pages."""
SECONDS_TO_WAIT = 5.0
PASSED_VARIABLES = ("SYSTEMROOT", "LD_LIBRARY_PATH", "PYTHONHOME")
"""What Python may need to start. Keys and passwords are not passed on."""
STOPPED_MESSAGE = (
    "This file could not be read: reading it failed, or took too much time or memory. Nothing was imported. "
    "Download the positions again as CSV, one account at a time."
)
BUSY_MESSAGE = "Alex is reading other files. Try again in a minute."

slots = BoundedSemaphore(MAX_CONCURRENT_FILES)


class Answer(BaseModel):
    """The answer of the program: a table, the reason of a refusal, or an error message."""

    model_config = ConfigDict(extra="forbid")

    table: Table | None = None
    refused: str = Field("", max_length=MAX_MESSAGE_LENGTH)
    error_message: str = Field("", max_length=MAX_MESSAGE_LENGTH)


def read_untrusted(data: bytes) -> Table:
    """Return the table in a file. Raises FileUnreadable with a message for people.

    The answer of the program is checked against all limits: a hijacked program could answer anything.
    """
    if len(data) > MAX_FILE_BYTES:
        raise FileUnreadable("This file is larger than 10 MB.")
    if not slots.acquire(timeout=SECONDS_TO_WAIT):
        raise FileUnreadable(BUSY_MESSAGE)
    try:
        answer = run(data)
    finally:
        slots.release()
    try:
        found = Answer.model_validate_json(answer)
    except ValidationError as error:
        logger.error("The reader of uploaded files gave an invalid answer: %s errors.", error.error_count())
        raise FileUnreadable(STOPPED_MESSAGE) from None
    if found.refused:
        raise FileUnreadable(found.refused)
    if found.table is None:
        logger.error("The reader of uploaded files failed: %s.", found.error_message)
        raise FileUnreadable(STOPPED_MESSAGE)
    left_out = found.table.left_out
    if len(left_out) > 2 * MAX_ROWS or any(len(out.text) + len(out.reason) > MAX_REMARK_LENGTH for out in left_out):
        raise FileUnreadable(STOPPED_MESSAGE)
    if len(found.table.remarks) > MAX_REMARKS or any(len(one) > MAX_REMARK_LENGTH for one in found.table.remarks):
        raise FileUnreadable(STOPPED_MESSAGE)
    return found.table.checked()


def run(data: bytes) -> bytes:
    """Return the output of the program for a file. Raises FileUnreadable if it crashes or takes too long."""
    command = [sys.executable, "-s", "-P", *PROGRAM]
    with TemporaryFile() as out:
        try:
            done = subprocess.run(  # noqa: S603 - our own program; the file is only its input
                command,
                input=data,
                stdout=out,
                stderr=subprocess.DEVNULL,
                env=environment(),
                timeout=TIMEOUT_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            logger.warning("Reading an uploaded file of %s bytes was stopped after %s s.", len(data), TIMEOUT_SECONDS)
            raise FileUnreadable(STOPPED_MESSAGE) from None
        if done.returncode:
            logger.warning("Reading an uploaded file of %s bytes ended with code %s.", len(data), done.returncode)
            raise FileUnreadable(STOPPED_MESSAGE)
        out.seek(0)
        return out.read(MAX_ANSWER_BYTES)


def environment() -> dict[str, str]:
    """Return the environment of the program: the module path, and no secrets."""
    path = os.pathsep.join([str(ROOT), *(str(Path(entry).resolve()) for entry in sys.path if entry)])
    return {"PYTHONPATH": path, **{name: os.environ[name] for name in PASSED_VARIABLES if name in os.environ}}
