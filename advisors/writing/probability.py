"""How often the plan works out, in words: a share of simulated futures is never called certain."""

from decimal import Decimal

from advisors.writing.case import Situation, ref

NEARLY = Decimal("0.5")
"""Per cent from either end within which a share of simulated futures is given in words."""


def chance(s: Situation) -> str:
    """What comes after "in": "[[..]] of the simulated futures". Only for a plan with a goal; else a KeyError."""
    return f"{share(s, 'success_probability')} of the simulated futures"


def share(s: Situation, fact_id: str) -> str:
    """A share of futures that is a fact of this case: whole per cents, or words near none and all."""
    return share_of_futures(fact_id, s.facts[fact_id].value or Decimal(0))


def share_of_futures(fact_id: str, percent: Decimal) -> str:
    if percent >= 100 - NEARLY:
        return "all but a few"
    return "hardly any" if percent <= NEARLY else ref(fact_id, "whole")


def margin(s: Situation) -> str:
    """How sure that share is, for the same sentence: its standard error, or near the ends Wilson's bound."""
    percent = s.facts["success_probability"].value or Decimal(0)
    if percent >= 100 - NEARLY and "failure_high" in s.facts:
        return f"at most {ref('failure_high')} of the futures fail"
    if percent <= NEARLY and "success_high" in s.facts:
        return f"at most {ref('success_high')} of the futures succeed"
    return f"give or take {ref('success_error')}"
