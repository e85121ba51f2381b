"""`manage.py work` with the stand-in for a pipeline and in short time: real processes for the tests."""

import os
import sys

import django


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alex.settings")
    django.setup()
    from analysis.tests import stand_in

    stand_in.take_the_place_of_the_pipeline()
    if sys.argv[1] == "child":
        from analysis.working import work

        work()
    else:
        from analysis.supervision import Times, supervise

        times = Times(reap=0.3, silence=2.5, drain=5, young=0)
        supervise(int(sys.argv[1]), command=[sys.executable, "-m", "analysis.tests.slow_worker", "child"], times=times)


if __name__ == "__main__":
    main()
