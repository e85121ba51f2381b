"""Compute Medicare premiums: Part B, and the surcharge on high incomes of two years before (IRMAA)."""

import numpy as np
import numpy.typing as npt

from advisors.retirement.tax_law.law import FilingStatus, Medicare
from advisors.retirement.tax_law.schedules import Array

MONTHS = 12


def surcharge_tiers(law: Medicare, status: FilingStatus, income: Array) -> npt.NDArray[np.intp]:
    """Return the tier of each income: 0 for no surcharge. Income is in dollars of the law's year.

    Income must be over a threshold; exactly the last one already counts.
    """
    thresholds = law.over[status]
    exclusive = np.searchsorted(thresholds[:-1], income, side="left")
    return exclusive + (income >= thresholds[-1])


def yearly_surcharges(law: Medicare) -> Array:
    """Return the surcharges of Parts B and D a year and person, by tier from 0, in dollars."""
    monthly = np.array(law.surcharge_b_monthly) + np.array(law.surcharge_d_monthly)
    return np.concatenate(([0.0], MONTHS * monthly))
