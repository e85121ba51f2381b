"""Cases of known households for tests of claims, without a database."""

from datetime import UTC, datetime
from unittest.mock import patch

from advisors.claims import building
from advisors.claims.building import build_claim_case
from advisors.evaluation.households import build_snapshot, read_households
from people.tests.support.once_per_run import once_per_run

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUSEHOLDS = tuple(read_households())


@once_per_run
def household_case(name):
    """Return the case of a household by name."""
    return build_claim_case(build_snapshot(read_households()[name], now=NOW))


def build_untested_case(snapshot, *, paths=1000):
    """Return a case without stress tests, which take most of the time of a case. Few actions read them."""
    with patch.object(building, "run_stress_tests", lambda *_, **__: None):
        return build_claim_case(snapshot, paths=paths)
