"""Run in a clean process: restore two environments from one snapshot, as SnapStart does.

    python -I -S -B packaged_forks.py FOLDER EVENT

Prints one JSON line for the state after the import, and one from each of two copies of the process. The copies are made
by the C library, so that Python's own hooks after a fork do not run: after a restore they do not run either.
"""

import ctypes
import json
import os
import sys


def main(folder, event):
    sys.path.insert(0, folder)
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    import handler

    write(answers, state_after_import())
    for _ in range(2):
        child = ctypes.PyDLL(None).fork()
        if child == 0:
            write(answers, state_of_copy(handler, event))
            os._exit(0)
        os.waitpid(child, 0)


def state_after_import():
    from django.db import connections

    from alex.aws.sqs import sqs_client

    paths = [f"/proc/self/fd/{number}" for number in os.listdir("/proc/self/fd")]
    files = [os.readlink(path) for path in paths if os.path.lexists(path)]  # the listing itself is closed by now
    return {
        "connections": sum(connection.connection is not None for connection in connections.all()),
        "sockets": sum(name.startswith("socket:") for name in files),
        "clients": sqs_client.cache_info().currsize,
        "has_urls": "alex.urls" in sys.modules,
    }


def state_of_copy(handler, event):
    import secrets
    import uuid

    answer = handler.lambda_handler(event, None)
    return {
        "status": answer["statusCode"],
        "cookies": answer["cookies"],
        "uuid": str(uuid.uuid4()),
        "secret": secrets.token_hex(),
    }


def write(answers, value):
    answers.write(json.dumps(value) + "\n")
    answers.flush()


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
