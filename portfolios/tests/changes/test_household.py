"""The household plan of a profile: page form, API and code change it alike, and each change is an audit event."""

from decimal import Decimal

import pytest
from django.urls import reverse

from people.models import AuditEvent
from portfolios.changes.household import change_household, confirm_household
from portfolios.forms.household import HouseholdForm
from portfolios.household.checks import HouseholdRefused
from portfolios.household.inputs import HouseholdInputs
from portfolios.models import Profile


@pytest.fixture
def profile(alice):
    row = Profile.objects.get(user=alice)
    row.change(birth_year=1962, retirement_age=67)
    return row


def send(profile, **fields):
    form = HouseholdForm({"version": profile.version, **fields}, instance=profile)
    if form.is_valid():
        form.save()
    return form


def test_a_change_keeps_the_other_fields(profile):
    change_household(profile=profile, values={"state_rate": "0.05"})
    change_household(profile=profile, values={"partner": {"birth_year": 1964}})
    change_household(profile=profile, values={"state_rate": None})
    stored = Profile.objects.get(pk=profile.pk).household
    assert (stored.state_rate, stored.has_partner, stored.partner.birth_year) == (None, True, 1964)


def test_a_change_is_an_audit_event_by_field(profile):
    change_household(profile=profile, values={"state_rate": "0.05"})
    change_household(profile=profile, values={"state_rate": "0.05"})
    event = AuditEvent.objects.get(action="household_changed")
    assert [(change.field, change.before, change.after) for change in event.changes] == [("state_rate", "", "0.05")]


def test_who_has_no_partner_forgets_the_partner(profile):
    change_household(profile=profile, values={"partner": {"birth_year": 1964}})
    assert change_household(profile=profile, values={"has_partner": False}).partner is None


def test_confirming_stores_what_was_assumed(profile):
    change_household(profile=profile, values={"state_rate": "0.05"})
    inputs = confirm_household(profile=profile, parts=("partner", "state_rate", "premiums"))
    assert (inputs.has_partner, inputs.state_rate, inputs.premiums) == (False, Decimal("0.05"), None)


def test_confirming_leaves_an_entry_that_time_overtook(profile):
    overtaken = HouseholdInputs.model_validate({"one_offs": [{"year": 2020, "amount": 5}]})
    Profile.objects.filter(pk=profile.pk).update(household=overtaken)
    profile.refresh_from_db()
    assert confirm_household(profile=profile, parts=("state_rate",)).one_offs == overtaken.one_offs


def test_a_refused_change_stores_nothing(profile):
    with pytest.raises(HouseholdRefused, match=r"social_security\.claim_age"):
        change_household(profile=profile, values={"social_security": {"monthly": 5, "claim_age": 62}})
    assert Profile.objects.get(pk=profile.pk).household == profile.household


def test_the_form_reads_and_shows_every_part(profile):
    form = send(
        profile, has_partner="yes", partner__birth_year="1964", social_security__monthly="2,400",
        social_security__at="full_age", social_security__claim_age="70", state_rate="5", phases__1__from_age="85",
        phases__1__factor="80", one_offs__0__year="2040", one_offs__0__amount="-20,000",
        withdrawals__order="bracket", withdrawals__bracket_rate="0.12",
    )  # fmt: skip
    assert not form.errors
    stored = Profile.objects.get(pk=profile.pk)
    assert stored.household.phases[0].factor == Decimal("0.8")
    assert stored.household.one_offs[0].amount == -20_000
    again = HouseholdForm(instance=stored)
    assert (again["has_partner"].value(), again["phases__0__from_age"].value()) == ("yes", 85)
    assert again["withdrawals__bracket_rate"].value() == "0.12"


def test_the_form_keeps_what_a_page_does_not_show(profile):
    change_household(profile=profile, values={"state_rate": "0.05", "partner": {"birth_year": 1964}})
    send(profile, social_security__monthly="2400", social_security__claim_age="67")
    stored = Profile.objects.get(pk=profile.pk).household
    assert (stored.state_rate, stored.partner.birth_year) == (Decimal("0.05"), 1964)
    send(Profile.objects.get(pk=profile.pk), has_partner="no", state_rate="")
    stored = Profile.objects.get(pk=profile.pk).household
    assert (stored.has_partner, stored.partner, stored.state_rate) == (False, None, None)


def test_the_form_names_the_wrong_field(profile):
    assert list(send(profile, has_partner="yes").errors) == ["partner__birth_year"]
    assert list(send(profile, conversion__to_rate="0.23").errors) == ["conversion__to_rate"]
    wrong = {"social_security__monthly": "5", "social_security__claim_age": "62"}
    assert list(send(profile, **wrong).errors) == ["social_security__claim_age"]


def test_a_stale_form_changes_nothing(profile):
    old = profile.version
    change_household(profile=profile, values={"state_rate": "0.05"})
    form = HouseholdForm({"version": old, "state_rate": "1"}, instance=Profile.objects.get(pk=profile.pk))
    assert form.is_stale


def test_the_api_changes_the_household(profile, as_alice):
    def put(household, version):
        body = {"household": household, "version": version}
        return as_alice.put(reverse("api_user"), body, content_type="application/json")

    answer = put({"state_rate": 0.05, "partner": {"birth_year": 1964}}, profile.version)
    assert answer.status_code == 200
    user = answer.json()["user"]
    assert (user["household"]["state_rate"], user["household"]["partner"]["birth_year"]) == ("0.05", 1964)
    refused = put({"partner": {"birth_year": 2026}}, user["version"])
    assert refused.status_code == 400
    assert list(refused.json()["error"]["fields"]) == ["household.partner.birth_year"]
    assert put([], user["version"]).status_code == 400
