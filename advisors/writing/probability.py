"""Describe the probability of success in words. A share of simulations is never called certain."""

from decimal import Decimal

from advisors.writing.case import Situation, ref

EXTREME_MARGIN = Decimal("0.5")
"""Percentage points from 0 or 100 within which a share of simulations is described in words."""


def describe_success(s: Situation) -> str:
    """Return the words after "in": "[[..]] of the simulated futures". Raises KeyError without a goal."""
    return f"{describe_share(s, 'plan.success')} of the simulated futures"


def describe_share(s: Situation, fact_id: str) -> str:
    """Describe a share of simulations that is a fact: in whole per cent, or in words near 0 and 100."""
    return format_share_of_futures(fact_id, s.facts[fact_id].value or Decimal(0))


def format_share_of_futures(fact_id: str, percent: Decimal) -> str:
    if percent >= 100 - EXTREME_MARGIN:
        return "all but a few"
    return "hardly any" if percent <= EXTREME_MARGIN else ref(fact_id, "whole")


def describe_margin(s: Situation) -> str:
    """Describe the uncertainty of that share: Wilson's 95% interval, or near 0 and 100 its bound."""
    percent = s.facts["plan.success"].value or Decimal(0)
    if percent >= 100 - EXTREME_MARGIN and "plan.failure_high" in s.facts:
        return f"at most {ref('plan.failure_high')} of the futures fail"
    if percent <= EXTREME_MARGIN and "plan.success_high" in s.facts:
        return f"at most {ref('plan.success_high')} of the futures succeed"
    return f"between {ref('plan.success_low')} and {ref('plan.success_high')}"
