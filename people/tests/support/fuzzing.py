"""A pytest plugin that draws the same examples in each run, so that a change is the only reason for a new failure.

With ALEX_FUZZ_EXAMPLES the examples are other ones each time, and so many for a fuzzed form, body or file.
"""

import os

from hypothesis import HealthCheck, settings

from people.tests.support.sweeps import takes_every_case

FUZZ_EXAMPLES = os.environ.get("ALEX_FUZZ_EXAMPLES", "")


def count_examples(usual: int) -> int:
    """Return how many examples a fuzzed form, body or file gets; fewer in a run that takes few cases of each sweep."""
    return int(FUZZ_EXAMPLES or (usual if takes_every_case() else usual * 2 // 5))


def pytest_configure() -> None:
    """A slow machine must not fail a test. The examples of one test share its database on purpose."""
    settings.register_profile(
        "alex",
        max_examples=50,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
        derandomize=not FUZZ_EXAMPLES,
        database=None,
    )
    settings.load_profile("alex")
