"""How often the plan works out, in words: a share of simulated futures is never called certain."""

from decimal import Decimal

from advisors.writing.case import Situation, ref

EXTREME_MARGIN = Decimal("0.5")
"""Per cent from either end within which a share of simulated futures is given in words."""


def describe_success(s: Situation) -> str:
    """What comes after "in": "[[..]] of the simulated futures". Only for a plan with a goal; else a KeyError."""
    return f"{describe_share(s, 'success_probability')} of the simulated futures"


def describe_share(s: Situation, fact_id: str) -> str:
    """A share of futures that is a fact of this case: whole per cents, or words near none and all."""
    return format_share_of_futures(fact_id, s.facts[fact_id].value or Decimal(0))


def format_share_of_futures(fact_id: str, percent: Decimal) -> str:
    if percent >= 100 - EXTREME_MARGIN:
        return "all but a few"
    return "hardly any" if percent <= EXTREME_MARGIN else ref(fact_id, "whole")


def describe_margin(s: Situation) -> str:
    """How sure that share is, for the same sentence: its standard error, or near the ends Wilson's bound."""
    percent = s.facts["success_probability"].value or Decimal(0)
    if percent >= 100 - EXTREME_MARGIN and "failure_high" in s.facts:
        return f"at most {ref('failure_high')} of the futures fail"
    if percent <= EXTREME_MARGIN and "success_high" in s.facts:
        return f"at most {ref('success_high')} of the futures succeed"
    return f"give or take {ref('success_error')}"
