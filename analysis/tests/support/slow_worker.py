"""`manage.py work` with the stand-in pipeline: a child, the template of children, or a parent of some children."""

import os
import sys
from datetime import timedelta

from analysis.worker import entry

PROGRAM = (sys.executable, "-m", "analysis.tests.support.slow_worker")
CHILD = (*PROGRAM, "child")
TEMPLATE = (*PROGRAM, "template")


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


def replace_pipeline():
    """Replace the pipeline by the stand-in. STAND_IN_CLOCK: by how many seconds the clock of this process is wrong."""
    from django.utils import timezone

    from analysis.tests.support import stand_in_pipeline

    stand_in_pipeline.replace_pipeline()
    if wrong := os.environ.get("STAND_IN_CLOCK"):
        now = timezone.now
        timezone.now = lambda: now() + timedelta(seconds=int(wrong))


def run_parent(workers):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alex.settings")
    import django

    django.setup()
    replace_pipeline()
    from analysis.worker.supervisor import Supervisor, run_supervisor

    run_supervisor(Supervisor(workers, command=CHILD, template_command=TEMPLATE))


if __name__ == "__main__":
    if sys.argv[1] in ("child", "template"):
        entry.main(replace_pipeline)
    else:
        run_parent(int(sys.argv[1]))
