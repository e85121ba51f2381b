"""The forms of the first steps: about you, and your goal. What a person leaves as it is stays assumed."""

from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from portfolios import bounds
from portfolios.changes.profile import change_profile
from portfolios.fields.numbers import MoneyField, WholeNumberField, expect_currency
from portfolios.forms.profile import MAX_AGE, MIN_AGE
from portfolios.models import Profile

USUAL_RETIREMENT_AGE = 65


class FirstStepForm(forms.Form):
    """A step that fills fields of the profile, whose row the caller has locked while the form is bound."""

    names: ClassVar[tuple[str, ...]]

    def __init__(self, data: Any = None, *, profile: Profile) -> None:
        super().__init__(data, initial=self.load_initial(profile))
        self.profile = profile
        self.assumed = profile.assumed
        expect_currency(self, profile.base_currency)

    def load_initial(self, profile: Profile) -> dict[str, Any]:
        return {name: getattr(profile, name) for name in self.names}

    def save(self) -> None:
        """Store the step and confirm what the person changed."""
        values = {name: self.cleaned_data[name] for name in self.names}
        stated = [name for name in self.changed_data if self.cleaned_data[name] is not None]
        change_profile(profile=self.profile, stated=stated, values={**values, **self.derived()})

    def derived(self) -> dict[str, Any]:
        """Return fields that follow from those entered."""
        return {}


class AboutYouForm(FirstStepForm):
    names = ("birth_year", "retirement_age", "plan_to_age")

    birth_year = WholeNumberField(label="Year you were born", **bounds.BIRTH_YEAR.form_options)
    retirement_age = WholeNumberField(label="Retire at", **bounds.RETIREMENT_AGE.form_options)
    plan_to_age = WholeNumberField(label="Plan until age", **bounds.PLAN_TO_AGE.form_options)

    def load_initial(self, profile: Profile) -> dict[str, Any]:
        initial = super().load_initial(profile)
        return {**initial, "retirement_age": initial["retirement_age"] or USUAL_RETIREMENT_AGE}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        this_year = timezone.localdate().year
        age, retire_at = this_year - cleaned["birth_year"], cleaned["retirement_age"]
        if not MIN_AGE <= age <= MAX_AGE:
            self.add_error("birth_year", f"Enter a year from {this_year - MAX_AGE} to {this_year - MIN_AGE}.")
        elif retire_at < age:
            self.add_error("retirement_age", f"You turn {age} this year. Enter {age} or more.")
        elif cleaned["plan_to_age"] <= retire_at:
            self.add_error("plan_to_age", f"You retire at {retire_at}. Plan to a higher age.")
        return cleaned

    def derived(self) -> dict[str, Any]:
        age = timezone.localdate().year - self.cleaned_data["birth_year"]
        return {"years_until_retirement": max(0, self.cleaned_data["retirement_age"] - age)}


class GoalForm(FirstStepForm):
    names = ("target_retirement_income", "annual_contribution")

    target_retirement_income = MoneyField(
        label="Spend a year in retirement", **bounds.RETIREMENT_INCOME.form_options,
        help_text="In today's money.",
    )  # fmt: skip
    annual_contribution = MoneyField(label="Save a year until then", **bounds.CONTRIBUTION.form_options)
