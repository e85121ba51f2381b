"""`manage.py work` with the stand-in for a pipeline: a child, or a parent of so many children."""

import os
import sys

import django

CHILD = (sys.executable, "-m", "analysis.tests.slow_worker", "child")


def main(role):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alex.settings")
    django.setup()
    from analysis.supervision import Supervisor, supervise
    from analysis.tests import stand_in
    from analysis.working import work

    stand_in.take_the_place_of_the_pipeline()
    if role == "child":
        work()
    else:
        supervise(Supervisor(int(role), command=CHILD))


if __name__ == "__main__":
    main(sys.argv[1])
