"""Change what a person entered about their household. Page, API and admin share it; the change is an audit event."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from people.audit import Edit, diff_values, record_edits
from portfolios import events
from portfolios.household.assumptions import ASSUMPTIONS, HouseholdPart
from portfolios.household.checks import parse_household
from portfolios.household.inputs import HouseholdInputs
from portfolios.household.years import ProfileYears
from portfolios.models import Profile


def change_household(*, profile: Profile, values: Mapping[str, Any]) -> HouseholdInputs:
    """Replace the fields in `values`, such as "state_rate"; None forgets one. The others stay as they are.

    Who has no partner has nothing entered about one. Raises HouseholdRefused, naming each wrong field. The caller has
    locked the profile's row.
    """
    stored, values = profile.household, dict(values)
    before = stored.model_dump()
    if values.get("has_partner", True) is not True:
        values.setdefault("partner", None)
    elif values.get("partner") is not None:
        values.setdefault("has_partner", True)
    inputs = parse_household({**before, **values}, profile_years(profile), stored)
    after = inputs.model_dump()
    if after != before:
        profile.change(household=inputs)
        edit = Edit(profile, "household", diff_values(before, after))
        record_edits(events.HOUSEHOLD_CHANGED, by=profile.user, edits=[edit])
    return inputs


def confirm_household(*, profile: Profile, parts: Iterable[HouseholdPart]) -> HouseholdInputs:
    """Store what was assumed of these parts as entered. A part that needs a figure stays assumed."""
    values: dict[str, Any] = {}
    for part in parts:
        values |= ASSUMPTIONS[part].confirmed
    unset = {name: value for name, value in values.items() if getattr(profile.household, name) is None}
    return change_household(profile=profile, values=unset)


def profile_years(profile: Profile) -> ProfileYears:
    """Return the years of a profile that a household is checked against."""
    today = timezone.localdate()
    age = profile.age(today=today)
    return ProfileYears(
        today, age, age + profile.compute_years_until_retirement(today=today), profile.plan_to_age
    )  # fmt: skip
