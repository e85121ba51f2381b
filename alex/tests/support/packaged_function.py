"""Run in a clean process: what AWS Lambda does around a function.

    python -I -S -B packaged_function.py FOLDER

FOLDER: of the unzipped package. Each line of stdin is {"event", "seconds"}. Each line of stdout is {"answer"} or
{"error"}, the error with its class; the first one follows the import. Imports nothing of the tests: only the package is
there.
"""

import json
import os
import sys
import time
from types import ModuleType


class Context:
    """The part of Lambda's context that is used."""

    aws_request_id = "11111111-2222-3333-4444-555555555555"

    def __init__(self, seconds):
        self._deadline = time.monotonic() + seconds

    def get_remaining_time_in_millis(self):
        return int((self._deadline - time.monotonic()) * 1000)


def main(folder):
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever the package prints must not get between the answers
    sys.path.insert(0, folder)
    attempt(import_handler, answers)
    for line in sys.stdin:
        call = json.loads(line)
        attempt(lambda call=call: import_handler().lambda_handler(call["event"], Context(call["seconds"])), answers)


def import_handler():
    return __import__("handler")


def attempt(run, answers):
    """Write what the call returns or raises. A module counts as true."""
    try:
        answer = run()
        result = {"answer": True if isinstance(answer, ModuleType) else answer}
    except BaseException as error:  # also SystemExit, which would end Lambda's process
        result = {"error": f"{type(error).__name__}: {error}"}
    answers.write(json.dumps(result) + "\n")
    answers.flush()


if __name__ == "__main__":
    main(sys.argv[1])
