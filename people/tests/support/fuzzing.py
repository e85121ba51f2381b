"""A pytest plugin that draws the same examples in each run, so that a change is the only reason for a new failure.

With ALEX_FUZZ_EXAMPLES the examples are other ones each time, and so many for a fuzzed form, body or file.
"""

import os

from hypothesis import HealthCheck, settings

FUZZ_EXAMPLES = os.environ.get("ALEX_FUZZ_EXAMPLES", "")


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
