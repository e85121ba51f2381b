"""Save, rename and delete scenarios, and make one the plan. Each change is an audit event."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from analysis import events
from analysis.what_if.models import Scenario
from analysis.what_if.plan_edit import PlanEdit
from analysis.what_if.values import Levers
from people.audit import record_changes
from people.models import User
from portfolios.changes.household import change_household
from portfolios.changes.profile import change_profile
from portfolios.models import Profile

MAX_SCENARIOS = 6
"""As many fit beside each other."""


class ScenarioRefused(Exception):
    """A scenario that is not saved. Its text is for the person."""


@transaction.atomic
def save_scenario(*, user: User, name: str, levers: Levers, currency: str) -> Scenario:
    """Store what a person tries under a name. currency: of its amounts.

    Raises ScenarioRefused for an empty scenario or one too many.
    """
    if not levers.moved:
        raise ScenarioRefused("This is your plan as it is. Change something first, then save it.")
    User.objects.select_for_update().only("pk").get(pk=user.pk)
    if Scenario.objects.owned_by(user).count() >= MAX_SCENARIOS:
        raise ScenarioRefused(f"You have {MAX_SCENARIOS} scenarios. Delete one to save another.")
    scenario = Scenario(user=user, name=name, levers=levers, currency=currency)
    own = Scenario.objects.filter(pk=scenario.pk)
    with record_changes(own, by=user, kind=events.SCENARIO_SAVED, details=name):
        scenario.save()
    return scenario


@transaction.atomic
def rename_scenario(*, user: User, scenario_id: UUID, name: str) -> None:
    """Store another name."""
    own = Scenario.objects.owned_by(user).filter(pk=scenario_id)
    with record_changes(own, by=user, kind=events.SCENARIO_RENAMED):
        own.update(name=name, updated_at=timezone.now())


@transaction.atomic
def delete_scenario(*, user: User, scenario_id: UUID) -> None:
    own = Scenario.objects.owned_by(user).filter(pk=scenario_id)
    with record_changes(own, by=user, kind=events.SCENARIO_DELETED):
        own.delete()


@transaction.atomic
def make_plan(*, profile: Profile, edit: PlanEdit) -> None:
    """Store the values of a scenario in the plan, as entered by the person. The caller has locked the profile's row.

    Raises HouseholdRefused for values that the household cannot have.
    """
    if edit.household:
        change_household(profile=profile, values=edit.household)
    if edit.profile:
        change_profile(profile=profile, stated=edit.profile, values=edit.profile)
