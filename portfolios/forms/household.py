"""The form for the household of a person. A field is named by the path of what it fills: partner__birth_year.

The whole household is read from the form, and a part whose fields are all empty is forgotten. The pages choose which
fields to show; `missing` fields of a request keep what is stored.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from django import forms

from portfolios import bounds
from portfolios.changes.household import change_household, profile_years
from portfolios.fields.numbers import FractionField, MoneyField, WholeNumberField, expect_currency
from portfolios.forms.versioned import VersionedForm
from portfolios.household.checks import HouseholdRefused, parse_household
from portfolios.household.inputs import BRACKET_RATES, MEMBER_LABELS, HouseholdInputs
from portfolios.models import Profile

NOT_ENTERED = ("", "not said yet")
SEXES = [NOT_ENTERED, ("F", "Female"), ("M", "Male")]
YES_NO = [NOT_ENTERED, ("yes", "yes"), ("no", "no")]
TOGETHER = [NOT_ENTERED, ("yes", "with my partner"), ("no", "for myself")]
BENEFIT_TIMES = [
    ("full_age", "at full retirement age"), ("claim_age", "at the age when I claim"), ("now", "paid now"),
]  # fmt: skip
ORDERS = [
    NOT_ENTERED, ("conventional", "Taxable first, then traditional, then Roth"),
    ("proportional", "Some of each, in proportion"), ("bracket", "Traditional up to the top of a tax bracket"),
]  # fmt: skip
BRACKETS = [("", "None"), *((f"{rate:f}", f"{100 * rate:.0f}%") for rate in BRACKET_RATES)]
DEATHS = [
    NOT_ENTERED, ("none", "Both live to the end of the plan"), ("year", "One of us dies in a year"),
    ("simulated", "As in the life table"),
]  # fmt: skip
PHASE_ROWS, ONE_OFF_ROWS = 3, 4
DEFAULTS = {"at", "claim_age", "who"}
"""Fields with a value of their own: alone they enter nothing."""


def choose(label: str, choices: Any, **options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=False, **options)


def dollars(label: str, **options: Any) -> MoneyField:
    return MoneyField(label=label, required=False, **{**bounds.HOUSEHOLD_AMOUNT.form_options, **options})


def number(label: str, limits: bounds.WholeBounds, **options: Any) -> WholeNumberField:
    return WholeNumberField(label=label, required=False, **limits.form_options, **options)


def percent(label: str, limits: bounds.Bounds, places: int = 0, **options: Any) -> FractionField:
    return FractionField(label=label, places=places, required=False, **limits.percent_form_options, **options)


def build_benefit_fields(prefix: str, whose: str) -> dict[str, forms.Field]:
    """Return the fields of one person's Social Security."""
    return {
        f"{prefix}social_security__monthly": MoneyField(
            label=f"{whose} Social Security a month", required=False, **bounds.MONTHLY_BENEFIT.form_options,
            help_text="As your statement on the Social Security website says, in today's dollars.",
        ),
        f"{prefix}social_security__at": choose("That amount is", BENEFIT_TIMES, initial="full_age"),
        f"{prefix}social_security__claim_age": number("Claimed at age", bounds.CLAIM_AGE, initial=67),
    }  # fmt: skip


def build_household_fields() -> dict[str, forms.Field]:
    """Return all fields of the form by name, in the order of the model."""
    fields: dict[str, forms.Field] = {
        "sex": choose("Sex, for the life table", SEXES),
        **build_benefit_fields("", "Your"),
        "roth_contributions": dollars("Paid into Roth accounts so far"),
        "has_partner": choose("Do you plan with a partner?", TOGETHER),
        "partner__birth_year": number("Your partner's year of birth", bounds.BIRTH_YEAR),
        "partner__retirement_age": number("Your partner retires at age", bounds.RETIREMENT_AGE),
        "partner__sex": choose("Your partner's sex, for the life table", SEXES),
        **build_benefit_fields("partner__", "Your partner's"),
        "partner__wage": dollars("Your partner earns a year"),
        "partner__roth_contributions": dollars("Your partner paid into Roth accounts so far"),
        "state_rate": percent("State income tax, %", bounds.STATE_RATE, 2),
        "state_taxes_social_security": choose("Does your state tax Social Security?", YES_NO),
        "premiums__before_65": dollars("Health premiums a year and person before 65"),
        "premiums__medicare_other": dollars("Premiums a year and person beside Medicare's Part B"),
    }
    for row in range(PHASE_ROWS):
        fields |= {
            f"phases__{row}__from_age": number("From age", bounds.HOUSEHOLD_AGE),
            f"phases__{row}__to_age": number("To age", bounds.HOUSEHOLD_AGE),
            f"phases__{row}__factor": percent("Spend this share of the goal, %", bounds.PHASE_FACTOR),
            f"phases__{row}__amount": dollars("or this amount a year"),
        }
    for row in range(ONE_OFF_ROWS):
        fields |= {
            f"one_offs__{row}__year": number("In the year", bounds.PLAN_YEAR),
            f"one_offs__{row}__amount": dollars(
                "Spent once", **bounds.ONE_OFF_AMOUNT.form_options, help_text="Below 0 if you receive it."
            ),
        }
    return fields | {
        "withdrawals__order": choose("Where spending comes from", ORDERS),
        "withdrawals__bracket_rate": choose("Fill the bracket of", BRACKETS),
        "conversion__to_rate": choose("Convert to Roth up to the top of the bracket of", BRACKETS),
        "conversion__amount": dollars("or convert this amount a year"),
        "conversion__from_year": number("From the year", bounds.PLAN_YEAR),
        "conversion__to_year": number("To the year", bounds.PLAN_YEAR),
        "first_death__kind": choose("If one of you dies first", DEATHS),
        "first_death__year": number("In the year", bounds.PLAN_YEAR),
        "first_death__who": choose("Who", list(MEMBER_LABELS.items()), initial="self"),
        "survivor_spending": percent("One of you alone would spend, %", bounds.SURVIVOR_SHARE),
        "mean_sd": percent("We do not know the true average return: by, %", bounds.MEAN_ERROR, 2),
    }


class HouseholdForm(VersionedForm):
    """The household of a profile, whose row the caller has locked while the form is bound."""

    class Meta:
        model = Profile
        fields: ClassVar[list[str]] = []

    def __init__(self, data: Any = None, *, instance: Profile) -> None:
        stored = flatten(instance.household.model_dump())
        super().__init__(data, instance=instance, initial={**stored, "version": instance.version})
        self.fields.update(build_household_fields())
        expect_currency(self, instance.base_currency)

    @property
    def has_phases(self) -> bool:
        return self._is_open("phases__")

    @property
    def has_one_offs(self) -> bool:
        return self._is_open("one_offs__")

    def _is_open(self, prefix: str) -> bool:
        """Return whether a field of this part is filled or wrong, so that the page shows the part."""
        return any(name.startswith(prefix) and value not in (None, "") for name, value in self.initial.items()) or any(
            name.startswith(prefix) for name in self.errors
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.errors:
            return cleaned
        cleaned["household"] = self.read_household(cleaned)
        try:
            parse_household(cleaned["household"], profile_years(self.instance), self.instance.household)
        except HouseholdRefused as error:
            for path, messages in error.fields.items():
                name = path.replace(".", "__")
                self.add_error(name if name in self.fields else None, messages)
        return cleaned

    def read_household(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """Return the household that the fields say; fields that were not sent keep what is stored."""
        stored = flatten(self.instance.household.model_dump())
        sent = {name for name in build_household_fields() if name in self.data}
        values = {name: cleaned[name] for name in sent}
        values = {name: {"yes": True, "no": False}.get(value, value) for name, value in values.items()}
        return nest({**stored, **values})

    def save(self, commit: bool = True) -> Profile:
        """Store the household; nothing happens if nothing changed."""
        profile: Profile = self.instance
        change_household(profile=profile, values=self.cleaned_data["household"])
        return profile


def flatten(value: Any, path: str = "") -> dict[str, Any]:
    """Return nested values by the names of their fields. Truth values are those of the choices."""
    if isinstance(value, dict):
        rows = [(f"{path}__{name}" if path else name, part) for name, part in value.items()]
    elif isinstance(value, list | tuple):
        rows = [(f"{path}__{place}", part) for place, part in enumerate(value)]
    else:
        if isinstance(value, bool):
            return {path: "yes" if value else "no"}
        return {path: f"{value:f}" if isinstance(value, Decimal) and path.endswith("_rate") else value}
    return {name: part for row, parts in rows for name, part in flatten(parts, row).items()}


def nest(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the household of flat values; parts and rows without an entry are None or left out."""
    tree: dict[str, Any] = dict.fromkeys(HouseholdInputs.model_fields)
    for name, value in values.items():
        *parents, last = name.split("__")
        if value in (None, ""):
            continue
        here = tree
        for parent in parents:
            here[parent] = here.get(parent) or {}
            here = here[parent]
        here[last] = {"yes": True, "no": False}.get(value, value) if isinstance(value, str) else value
    return {name: _prune(value) for name, value in tree.items()} | (
        {} if tree["has_partner"] else {"partner": None}
    )  # fmt: skip


def _prune(value: Any) -> Any:
    """Drop parts that say nothing by themselves, and turn numbered rows into a list."""
    if not isinstance(value, dict):
        return value
    kept = {name: part for name, old in value.items() if (part := _prune(old)) is not None}
    if not set(kept) - DEFAULTS:
        return None
    return [kept[place] for place in sorted(kept, key=int)] if all(name.isdigit() for name in kept) else kept
