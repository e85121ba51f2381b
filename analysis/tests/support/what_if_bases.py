"""Plans to try changes on: that of the sample household, before and after taxes, and its analysis as a job."""

from decimal import Decimal
from functools import lru_cache

from advisors.retirement.stored_household import HouseholdFigures
from analysis.models import Job
from analysis.sample.copying import load_sample
from analysis.tests.support import stored_analyses
from analysis.what_if.base import build_base
from portfolios.household.inputs import Benefit, HouseholdInputs

BEFORE_TAX = HouseholdInputs()
AFTER_TAX = HouseholdInputs(
    state_rate=Decimal("0.05"), social_security=Benefit(monthly=Decimal(2600), at="full_age", claim_age=67)
)


def sample_snapshot(household):
    """Return the snapshot of the sample household with these answers; before taxes it counts in another currency."""
    snapshot = load_sample().snapshot
    currency = "EUR" if household == BEFORE_TAX else "USD"
    profile = snapshot.profile.model_copy(update={"household": household, "base_currency": currency})
    return snapshot.model_copy(update={"profile": profile})


def stored_result(household):
    """Return the stored projection of the sample, as one before or after taxes."""
    figures = HouseholdFigures(law_year=2025) if household != BEFORE_TAX else None
    return load_sample().retirement_payload.model_copy(update={"household": figures})


@lru_cache
def sample_base(household=BEFORE_TAX):
    return build_base(sample_snapshot(household), stored_result(household))


def sample_job(user, household=AFTER_TAX):
    """Store a finished analysis of the sample household for a person."""
    job = stored_analyses.completed(user)
    Job.objects.filter(pk=job.pk).update(
        snapshot=sample_snapshot(household), retirement_payload=stored_result(household)
    )
    return job
