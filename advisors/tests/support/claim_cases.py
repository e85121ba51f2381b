"""Cases of known households for tests of claims, without a database."""

from datetime import UTC, datetime
from unittest.mock import patch

from advisors.claims import building
from advisors.claims.building import build_claim_case
from advisors.evaluation.households import build_snapshot, read_households
from advisors.retirement.projection.sustained_spending import LEVELS, Sustained, sustain_before_tax
from advisors.retirement.scenarios import baseline
from people.tests.support.once_per_run import once_per_run

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUSEHOLDS = tuple(read_households())


@once_per_run
def household_case(name):
    """Return the case of a household by name."""
    return build_claim_case(build_snapshot(read_households()[name], now=NOW))


def build_untested_case(snapshot, *, paths=1000):
    """Return a case without stress tests and required saving, and with a rough figure of what its goal could be.

    They take most of the time of a case, and few actions read them.
    """
    with patch.object(building, "run_stress_tests", lambda *_, **__: None):
        if not snapshot.profile.target_retirement_income:
            return build_claim_case(snapshot, paths=paths)
        with patch.multiple(baseline, sustain=sustain_roughly, require_saving=lambda plan, kept: None):
            return build_claim_case(snapshot, paths=paths)


def sustain_roughly(plan, draws):
    """Return what the plan sustains before taxes, less a seventh."""
    gross = sustain_before_tax(plan, draws)
    levels = {level: 6 * amount / 7 for level, amount in gross.items() if float(level) in LEVELS}
    return Sustained(levels, gross["0.90"])
