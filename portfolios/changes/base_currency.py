"""Change the currency in which a person counts, and what becomes of the amounts in their plan.

Amounts of a plan have no currency of their own: they are in that of the totals. So with another currency the person
says what these amounts are from then on. Nothing is converted, and nothing is read anew, in silence.
"""

from decimal import Decimal
from typing import Any, Literal

from django.db import transaction

from people.models import User
from portfolios import bounds
from portfolios.changes.history import record_after_commit
from portfolios.changes.household import change_household
from portfolios.changes.profile import change_profile, save_income
from portfolios.currencies import name_currency
from portfolios.household.checks import HouseholdRefused
from portfolios.household.converting import convert_values, has_amounts
from portfolios.models import IncomeStream, Profile
from portfolios.models.rates import load_used_rates
from portfolios.valuation.base_currency import Conversion
from portfolios.valuation.value import round_half_even

PlanAmounts = Literal["convert", "keep"]
"""convert: at the newest rate. keep: the numbers stay and are meant in the new currency."""
PROFILE_AMOUNTS = {
    "target_retirement_income": bounds.RETIREMENT_INCOME,
    "annual_contribution": bounds.CONTRIBUTION,
    "minimum_trade": bounds.MINIMUM_TRADE,
}


class CurrencyRefused(Exception):
    """The currency is not changed. Its text is for the person. is_undecided: what becomes of the plan is not said."""

    def __init__(self, message: str, *, is_undecided: bool = False) -> None:
        super().__init__(message)
        self.is_undecided = is_undecided


def has_plan_amounts(profile: Profile) -> bool:
    """Return whether a plan has any amount that another currency would change."""
    entered = any(getattr(profile, name) for name in PROFILE_AMOUNTS) or has_amounts(profile.household)
    return entered or IncomeStream.objects.filter(user=profile.user_id).exists()


@transaction.atomic
def change_base_currency(*, user: User, code: str, amounts: PlanAmounts | None = None) -> None:
    """Choose the currency of a person's totals. What is stored of accounts and holdings keeps its currency.

    amounts: what becomes of the amounts in the plan. Raises CurrencyRefused if there are some and nothing is said, and
    if they cannot be converted.
    """
    profile, _ = Profile.objects.select_for_update().get_or_create(user=user)
    before = profile.base_currency
    if code == before:
        return
    if has_plan_amounts(profile):
        if amounts is None:
            text = f"Convert the amounts in your plan from {name_currency(before)}, or keep the numbers? Choose one."
            raise CurrencyRefused(text, is_undecided=True)
        if amounts == "convert":
            convert_plan(profile, code)
    change_profile(profile=profile, stated=(), values={"base_currency": code})
    record_after_commit(user.pk)


def convert_plan(profile: Profile, code: str) -> None:
    """Convert every amount of a plan at the newest rate. What nobody confirmed stays unconfirmed."""
    before = profile.base_currency
    worth = Conversion.at(load_used_rates(profile.user_id, {before}, code), code).convert(Decimal(1), before)
    if worth is None:
        raise CurrencyRefused(f"No exchange rate from {before} to {code} is known. Enter one, or keep the numbers.")
    values: dict[str, Any] = {}
    for name, limits in PROFILE_AMOUNTS.items():
        if amount := getattr(profile, name):
            values[name] = within(round_half_even(amount * worth), limits)
    change_profile(profile=profile, stated=(), values=values)
    for income in IncomeStream.objects.select_for_update().filter(user=profile.user_id):
        income.amount = within(round_half_even(income.amount * worth), bounds.INCOME_AMOUNT)
        save_income(income=income)
    if has_amounts(profile.household):
        try:
            change_household(profile=profile, values=convert_values(profile.household.model_dump(), worth))
        except HouseholdRefused as error:
            text = " ".join(sum(error.fields.values(), []))
            raise CurrencyRefused(f"Your household cannot be converted. {text}") from error


def within(amount: Decimal, limits: bounds.Bounds) -> Decimal:
    """Return an amount that can be stored. Raises CurrencyRefused for another."""
    if amount not in limits:
        raise CurrencyRefused(f"{amount:,f} is too large or too small an amount for a plan. Change it first.")
    return amount
