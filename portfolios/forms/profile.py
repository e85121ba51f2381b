"""The profile form. A field that a person changes counts as confirmed."""

from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, ClassVar, NamedTuple

from django import forms
from django.utils import timezone

from portfolios import bounds
from portfolios.changes.profile import change_profile
from portfolios.cleaning import normalize_symbol
from portfolios.fields.numbers import FractionField, MoneyField, PercentField, WholeNumberField, expect_currency
from portfolios.fields.text import CleanTextField
from portfolios.forms.versioned import VersionedForm
from portfolios.household.assumptions import ASSUMPTIONS, HOUSEHOLD_PARTS
from portfolios.models import Instrument, Profile
from portfolios.models.snapshots import build_profile_value
from portfolios.taxonomy import CLASS_NAMES, REGION_TARGETS, SPLIT_TOLERANCE
from portfolios.valuation.assumptions import CONFIRMABLE, DescribedField, confirmable_without_input, describe_fields
from portfolios.valuation.snapshot import DEFAULT_BENCHMARK, IncomeValue

TARGET_VOCABULARIES = {"asset_class_targets": CLASS_NAMES, "region_targets": REGION_TARGETS}
MIN_AGE = 16
MAX_AGE = 110


class Mark(NamedTuple):
    """Whether a profile field is assumed. text: the field with its value. can_confirm: without further input."""

    name: str
    text: str
    is_assumed: bool
    can_confirm: bool


class TargetGroup(NamedTuple):
    """fields: each with the key of its class. total: of the stored shares, in percent."""

    name: str
    mark: Mark
    fields: list[tuple[str, forms.BoundField]]
    total: Decimal


class ProfileForm(VersionedForm):
    display_name = CleanTextField(label="Your name", max_length=bounds.DISPLAY_NAME_LENGTH, required=False)
    birth_year = WholeNumberField(label="Year you were born", **bounds.BIRTH_YEAR.form_options, required=False)
    retirement_age = WholeNumberField(**bounds.RETIREMENT_AGE.form_options, required=False)
    years_until_retirement = WholeNumberField(**bounds.YEARS_ON_SLIDER.form_options)
    plan_to_age = WholeNumberField(**bounds.PLAN_TO_AGE.form_options)
    target_retirement_income = MoneyField(
        label="Income goal in retirement",
        **bounds.RETIREMENT_INCOME.form_options,
        required=False,
        help_text="Per year, in today's money.",
    )
    annual_contribution = MoneyField(label="You save a year", **bounds.CONTRIBUTION.form_options)
    contribution_growth = FractionField(
        label="Raise it every year by, %", places=2, **bounds.ENTERED_GROWTH.percent_form_options, required=False,
        help_text="On top of inflation. 0 keeps up with prices.",
    )  # fmt: skip
    whole_shares = forms.BooleanField(label="Advise whole shares only", required=False)
    minimum_trade = MoneyField(
        label="Smallest trade worth making",
        **bounds.MINIMUM_TRADE.form_options,
        required=False,
        help_text="Alex does not suggest smaller trades.",
    )
    benchmark = CleanTextField(
        label="Compare my returns with", max_length=bounds.SYMBOL_LENGTH, required=False,
        help_text="The symbol of a fund in the catalogue. AOR holds 60% stocks and 40% bonds of the whole world.",
    )  # fmt: skip

    class Meta:
        model = Profile
        fields: ClassVar = [
            "display_name", "birth_year", "retirement_age", "years_until_retirement", "plan_to_age",
            "target_retirement_income", "annual_contribution", "contribution_growth", "whole_shares", "minimum_trade",
            "benchmark",
        ]  # fmt: skip

    def __init__(self, data: Any = None, *, instance: Profile, today: date | None = None) -> None:
        self.today = today or timezone.localdate()
        years = {
            "years_until_retirement": min(
                bounds.YEARS_ON_SLIDER.maximum, instance.compute_years_until_retirement(today=self.today)
            )
        }
        super().__init__(data, instance=instance, initial=years)
        expect_currency(self, instance.base_currency)
        self.assumed, self.age = instance.assumed, instance.age(today=self.today)
        self.retirement_year = self.today.year + instance.compute_years_until_retirement(today=self.today)
        self.marks = build_marks(instance)
        self.to_confirm = confirmable_without_input(describe_profile(instance, instance.assumed))
        for targets, vocabulary in TARGET_VOCABULARIES.items():
            stored = getattr(instance, targets)
            for key, label in vocabulary.items():
                field = PercentField(label=label, places=4, minimum=0, exclusive_maximum=101, required=False)
                field.widget.attrs["data-share"] = ""
                self.fields[f"{targets}_{key}"] = field
                self.initial[f"{targets}_{key}"] = stored.get(key, Decimal(0))

    @property
    def monthly_goal(self) -> Decimal | None:
        goal = self.instance.target_retirement_income
        return None if goal is None else goal / 12

    def target_groups(self) -> list[TargetGroup]:
        """Return the fields and the current sum of each group of targets, for the page."""
        groups = []
        for name, vocabulary in TARGET_VOCABULARIES.items():
            stored: dict[str, Decimal] = getattr(self.instance, name)
            fields = [(key, self[f"{name}_{key}"]) for key in vocabulary]
            groups.append(TargetGroup(name, self.marks[name], fields, sum(stored.values(), Decimal(0)).normalize()))
        return groups

    def clean_contribution_growth(self) -> Decimal:
        return self.cleaned_data["contribution_growth"] or Decimal(0)

    def clean_minimum_trade(self) -> Decimal:
        return self.cleaned_data["minimum_trade"] or Decimal(0)

    def clean_benchmark(self) -> str:
        symbol = normalize_symbol(self.cleaned_data["benchmark"]) or DEFAULT_BENCHMARK
        is_known = symbol in (DEFAULT_BENCHMARK, self.instance.benchmark)
        if not is_known and not Instrument.objects.catalogue().filter(symbol=symbol).exists():
            raise forms.ValidationError("This symbol is not in the catalogue.")
        return symbol

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for targets, vocabulary in TARGET_VOCABULARIES.items():
            names = [f"{targets}_{key}" for key in vocabulary]
            if set(names) & set(self.errors):
                continue
            total = sum((self.cleaned_data[name] or Decimal(0) for name in names), Decimal(0))
            if abs(total - 100) > SPLIT_TOLERANCE:
                self.add_error(names[0], f"These add up to {total.normalize():f}%, not to 100%.")
        if not {"birth_year", "retirement_age", "years_until_retirement", "plan_to_age"} & set(self.errors):
            self._reconcile_ages()
        return cleaned

    def _reconcile_ages(self) -> None:
        """Reconcile birth year, retirement age and years until retirement, of which two determine the third."""
        born, retire_at = self.cleaned_data["birth_year"], self.cleaned_data["retirement_age"]
        if "years_until_retirement" not in self.changed_data:  # the page shows 50 where more are stored
            self.cleaned_data["years_until_retirement"] = self.instance.compute_years_until_retirement(today=self.today)
        years = self.cleaned_data["years_until_retirement"]
        if born is None:
            if retire_at is not None:
                self.add_error("birth_year", "A retirement age requires your birth year.")
                return
            age = max(18, 65 - years)
        else:
            age = self.today.year - born
            if not MIN_AGE <= age <= MAX_AGE:
                first, last = self.today.year - MAX_AGE, self.today.year - MIN_AGE
                self.add_error("birth_year", f"Enter a year from {first} to {last}.")
            years = self._resolve_years(age, retire_at, years)
        if not self.errors and self.cleaned_data["plan_to_age"] <= age + years:
            self.add_error("plan_to_age", f"You retire at {age + years}. Plan to a higher age.")

    def _resolve_years(self, age: int, retire_at: int | None, years: int) -> int:
        """Return the years until retirement; the changed field wins, and two changes that disagree are an error."""
        if retire_at is None:
            return years
        if "years_until_retirement" in self.changed_data and "retirement_age" not in self.changed_data:
            retire_at = self.cleaned_data["retirement_age"] = age + years
        elif "years_until_retirement" in self.changed_data and retire_at != age + years:
            self.add_error("retirement_age", f"Retiring at {retire_at} is {retire_at - age} years away, not {years}.")
        if retire_at < age:
            self.add_error("retirement_age", f"You turn {age} this year. Enter {age} or more.")
        elif retire_at > bounds.RETIREMENT_AGE.maximum:
            self.add_error("years_until_retirement", f"That is at age {retire_at}. The latest retirement age is 100.")
        self.cleaned_data["years_until_retirement"] = max(0, retire_at - age)
        return max(0, retire_at - age)

    @cached_property
    def stated(self) -> set[str]:
        """Return the fields that the person changed, without fields that were derived from them."""
        sent = set(self.Meta.fields) & set(self.changed_data)
        changed = {name for name in sent if self.cleaned_data[name] != self.initial[name]}
        for name in TARGET_VOCABULARIES:
            stored = {key: share for key, share in getattr(self.instance, name).items() if share}
            if self._split(name) != stored:
                changed.add(name)
        return changed

    def _split(self, targets: str) -> dict[str, Decimal]:
        shares = {key: self.cleaned_data[f"{targets}_{key}"] for key in TARGET_VOCABULARIES[targets]}
        return {key: share for key, share in shares.items() if share}

    def save(self, commit: bool = True) -> Profile:
        """Store the profile and confirm the changed fields. Do nothing if none changed."""
        profile: Profile = self.instance
        if self.stated:
            values = {name: self.cleaned_data[name] for name in self.Meta.fields}
            values |= {name: self._split(name) for name in TARGET_VOCABULARIES}
            stated = {name for name in self.stated if values[name] is not None}
            change_profile(profile=profile, stated=stated, values=values)
        return profile


def describe_profile(profile: Profile, fields: Collection[str]) -> list[DescribedField]:
    return describe_fields(build_profile_value(profile, (), timezone.now()), fields)


def build_marks(profile: Profile) -> dict[str, Mark]:
    """Return for each field that can be confirmed whether it is assumed."""
    described = describe_profile(profile, CONFIRMABLE)
    open_fields = {field.name for field in confirmable_without_input(described)} & set(profile.assumed)
    return {
        field.name: Mark(field.name, field.text, field.name in profile.assumed, field.name in open_fields)
        for field in described
    }


def build_household_marks(profile: Profile, income: Iterable[IncomeValue]) -> dict[str, Mark]:
    """Return for each part of the household with a default whether it is assumed."""
    assumed = build_profile_value(profile, tuple(income), timezone.now()).assumed_household
    return {
        one.part: Mark(one.part, one.text, one.part in assumed, one.part in assumed and bool(one.confirmed))
        for one in ASSUMPTIONS.values()
    }


class ConfirmForm(forms.Form):
    """The assumptions that a person confirms, and the profile version on their page."""

    version = forms.IntegerField()
    assumed = forms.MultipleChoiceField(choices=[(name, name) for name in (*CONFIRMABLE, *HOUSEHOLD_PARTS)])
