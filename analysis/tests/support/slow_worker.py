"""`manage.py work` with the stand-in for a pipeline: a child, or a parent of so many children."""

import os
import sys

from analysis.worker.parent_link import ParentLink

CHILD = (sys.executable, "-m", "analysis.tests.support.slow_worker", "child")


BEHIND_A_GATE = """
import pathlib, sys, time
print("starting 1", flush=True)
while not pathlib.Path(sys.argv[1]).exists():
    time.sleep(0.02)
print("idle", flush=True)
sys.stdin.read()
"""


def behind(gate):
    """Return the command of a child that pretends to import until the file `gate` exists, and then to be idle."""
    return (sys.executable, "-c", BEHIND_A_GATE, str(gate))


def main(role):
    parent = ParentLink() if role == "child" else None
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alex.settings")
    import django

    django.setup()
    from analysis.tests.support import stand_in_pipeline
    from analysis.worker.child import run_worker
    from analysis.worker.supervisor import Supervisor, run_supervisor

    stand_in_pipeline.take_the_place_of_the_pipeline()
    if parent:
        run_worker(parent)
    else:
        run_supervisor(Supervisor(int(role), command=CHILD))


if __name__ == "__main__":
    main(sys.argv[1])
