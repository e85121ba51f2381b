"""The long form of the tests of faults, which `start.py test --faults` runs alone."""

import os

import pytest

LONG = os.environ.get("ALEX_FAULTS") == "long"
only_long = pytest.mark.skipif(not LONG, reason="Only in the long form: `start.py test --faults`.")
