"""Compute Medicare premiums: Part B, and the surcharge on high incomes of two years before (IRMAA)."""

import numpy as np
import numpy.typing as npt

from advisors.retirement.tax_law.law_parts import FilingStatus, Medicare
from advisors.retirement.tax_law.schedules import Array

MONTHS = 12


def surcharge_tiers(law: Medicare, status: FilingStatus, income: Array) -> npt.NDArray[np.intp]:
    """Return the tier of each income: 0 for no surcharge. Income is in dollars of the law's year.

    Income must be over a threshold; exactly the last one already counts.
    """
    *lower, last = law.over[status]
    tiers = (income >= last).astype(np.int8)
    for threshold in lower:
        tiers += (income > threshold).view(np.int8)
    return tiers.astype(np.intp)


def yearly_surcharges(law: Medicare) -> Array:
    """Return the surcharges of Parts B and D a year and person, by tier from 0, in dollars."""
    monthly = np.array(law.surcharge_b_monthly) + np.array(law.surcharge_d_monthly)
    return np.concatenate(([0.0], MONTHS * monthly))
