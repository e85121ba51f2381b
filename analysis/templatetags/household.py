"""Words for what a household can choose: orders of withdrawal, Roth conversions and their effects."""

from decimal import Decimal

from django import template

from advisors.retirement.stored_household import ClaimAge, HouseholdChoice
from portfolios.templatetags import money

register = template.Library()
CLEAR_ERRORS = 2
"""A difference of fewer standard errors may be chance."""
KIND_TITLES = {"order": "Where spending comes from first", "conversion": "Roth conversions"}
CHOICE_LABELS = {
    "conventional": "Taxable, then traditional, then Roth",
    "proportional": "Some of each, in proportion",
    "bracket": "Traditional up to the top of the {rate} bracket",
    "none": "No conversions",
    "amount": "A fixed amount a year",
}
BRACKET_FILLED = "Up to the top of the {rate} bracket"


@register.filter
def kind_title(kind: str) -> str:
    """Return the heading of the choices of a kind."""
    return KIND_TITLES[kind]


@register.filter
def choice_label(choice: HouseholdChoice) -> str:
    """Return an order or a conversion in words."""
    return CHOICE_LABELS.get(choice.key, BRACKET_FILLED).format(rate=money.as_percent(choice.rate, 0))


@register.filter
def against_plan(choice: HouseholdChoice | ClaimAge) -> str:
    """Return the difference in chance from the plan, in points; in words if it may be chance."""
    if choice.is_planned:
        return "your plan"
    if abs(choice.difference) <= CLEAR_ERRORS * (choice.standard_error or 0):
        return "not clear"
    return f"{money.points(100 * Decimal(str(choice.difference)))} points"


@register.filter
def pays_when(choice: HouseholdChoice) -> str:
    """Return the year from which a choice leaves more than the plan, to the plan's end."""
    if choice.is_planned:
        return money.UNKNOWN_TEXT
    return "not at the end" if choice.pays_from is None else str(choice.pays_from)
