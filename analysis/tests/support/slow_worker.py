"""`manage.py work` with the stand-in pipeline: a child, or a parent of some children."""

import os
import sys

from analysis.worker.parent_link import ParentLink

CHILD = (sys.executable, "-m", "analysis.tests.support.slow_worker", "child")


GATED_CHILD = """
import pathlib, sys, time
print("starting 1", flush=True)
while not pathlib.Path(sys.argv[1]).exists():
    time.sleep(0.02)
print("idle", flush=True)
sys.stdin.read()
"""


def gated_child(gate):
    """Return the command of a child that pretends to import until the file `gate` exists, then to be idle."""
    return (sys.executable, "-c", GATED_CHILD, str(gate))


def main(role):
    parent = ParentLink() if role == "child" else None
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alex.settings")
    import django

    django.setup()
    from analysis.tests.support import stand_in_pipeline
    from analysis.worker.child import run_worker
    from analysis.worker.supervisor import Supervisor, run_supervisor

    stand_in_pipeline.replace_pipeline()
    if parent:
        run_worker(parent)
    else:
        run_supervisor(Supervisor(int(role), command=CHILD))


if __name__ == "__main__":
    main(sys.argv[1])
