"""A user confirms each profile field by changing it, or with the button that lists it."""

from decimal import Decimal
from html.parser import HTMLParser

import pytest

from portfolios.models import Profile
from portfolios.tests.forms.test_income import NEW as INCOME
from portfolios.tests.forms.test_profile import SENT
from portfolios.valuation.assumptions import CONFIRMABLE

HTMX = {"HX-Request": "true"}
WITHOUT_AGE = [name for name in CONFIRMABLE if name != "birth_year"]
CHANGES = [
    ({"plan_to_age": "90"}, ["plan_to_age"]),
    ({"annual_contribution": "$12,000"}, ["annual_contribution"]),
    ({"years_until_retirement": "15"}, ["years_until_retirement"]),
    ({"birth_year": "1980"}, ["birth_year"]),
    ({"birth_year": "1980", "retirement_age": "66"}, ["years_until_retirement", "birth_year"]),
    ({"region_targets_north_america": "70", "region_targets_international": "30"}, ["region_targets"]),
    ({"asset_class_targets_equity": "60", "asset_class_targets_cash": "10"}, ["asset_class_targets"]),
    ({"display_name": "Alicia", "minimum_trade": "250", "whole_shares": "on"}, []),
    ({"target_retirement_income": "60,000", "contribution_growth": "2"}, []),
]


class Inputs(HTMLParser):
    """Collect the names and values that a browser sends for one form of a page."""

    def __init__(self, form, page):
        super().__init__()
        self.form, self.is_inside, self.sent = form, False, {}
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "form":
            self.is_inside = self.form in (attributes.get("id"), attributes.get("action"))
        sends = attributes.get("type") != "checkbox" or "checked" in attributes
        if self.is_inside and tag == "input" and "name" in attributes and sends:
            self.sent.setdefault(attributes["name"], []).append(attributes.get("value") or "")


def form_inputs(client, form):
    return Inputs(form, client.get("/dashboard/").content.decode()).sent


def save(client, **changes):
    sent = form_inputs(client, "profile-form")
    assert "plan_to_age" in sent
    return client.post("/dashboard/profile/", {**sent, **changes})


def profile_of(user):
    return Profile.objects.get(user=user)


@pytest.mark.parametrize(("changes", "confirmed"), CHANGES)
def test_saving_confirms_changed_fields(as_alice, alice, changes, confirmed):
    assert save(as_alice, **changes).status_code == 302
    assert profile_of(alice).confirmed == confirmed
    assert profile_of(alice).version == 2


def test_confirmed_fields_stay_confirmed(as_alice, alice):
    for changes, _ in CHANGES:
        assert save(as_alice, **changes).status_code == 302
    assert profile_of(alice).confirmed == list(CONFIRMABLE)


def test_an_untouched_form_confirms_nothing(as_alice, alice):
    page = as_alice.post("/dashboard/profile/", form_inputs(as_alice, "profile-form"), follow=True).content.decode()
    assert "You changed nothing" in page
    assert (profile_of(alice).confirmed, profile_of(alice).version) == ([], 1)


def test_an_edit_keeps_values_of_the_api(as_alice, alice):
    stored = {"equity": Decimal("33.3333"), "cash": Decimal("66.6667"), "real_estate": Decimal(0)}
    Profile.objects.filter(user=alice).update(asset_class_targets=stored, years_until_retirement=60)
    assert save(as_alice, plan_to_age="90").status_code == 302
    profile = profile_of(alice)
    assert (profile.confirmed, profile.years_until_retirement) == (["plan_to_age"], 60)
    assert profile.asset_class_targets == {"equity": Decimal("33.3333"), "cash": Decimal("66.6667")}


def test_without_a_birth_year_age_is_assumed(as_alice, alice):
    save(as_alice, birth_year="1980", plan_to_age="90")
    save(as_alice, birth_year="")
    assert profile_of(alice).confirmed == ["plan_to_age"]


def test_the_message_lists_confirmed_fields(as_alice, alice):
    sent = {**form_inputs(as_alice, "profile-form"), "plan_to_age": "90", "annual_contribution": "1234.5"}
    page = as_alice.post("/dashboard/profile/", sent, follow=True).content.decode()
    assert "Profile saved. Confirmed: saving $1,234.50 a year, plan to age 90." in page


# The button


def confirm(client, headers=None, **changes):
    return client.post(
        "/dashboard/profile/confirm/", {"version": 1, "assumed": WITHOUT_AGE, **changes}, headers=headers
    )


def test_the_button_lists_what_it_confirms(as_alice, alice):
    Profile.objects.filter(user=alice).update(
        confirmed=["years_until_retirement", "asset_class_targets", "annual_contribution"]
    )
    page = as_alice.get("/dashboard/").content.decode()
    assert "Confirm 2 assumptions: regional targets, plan to age 95</button>" in page
    assert form_inputs(as_alice, "/dashboard/profile/confirm/")["assumed"] == ["region_targets", "plan_to_age"]
    assert page.count(">assumed</span>") == 2


def test_the_button_confirms_what_it_lists(as_alice, alice):
    response = as_alice.post("/dashboard/profile/confirm/", form_inputs(as_alice, "/dashboard/profile/confirm/"))
    assert response["Location"] == "/dashboard/#profile"
    assert profile_of(alice).confirmed == WITHOUT_AGE
    page = as_alice.get("/dashboard/").content.decode()
    assert "profile/confirm/" not in page
    assert ">assumed</span>" not in page
    assert "Enter your birth year" in page


def test_only_listed_fields_are_confirmed(as_alice, alice):
    confirm(as_alice, assumed=["plan_to_age"])
    assert profile_of(alice).confirmed == ["plan_to_age"]


def test_htmx_confirming_keeps_the_form(as_alice, alice):
    fragment = confirm(as_alice, HTMX, assumed=["plan_to_age"]).content.decode()
    assert "Confirmed: plan to age 95." in fragment
    assert "Confirm 4 assumptions: retirement in 20 years, target allocation, regional targets" in fragment
    assert 'name="version" value="2" hx-swap-oob="outerHTML:#profile-form [name=version]"' in fragment
    assert '<span id="assumed-plan_to_age" hx-swap-oob="delete"></span>' in fragment
    assert 'id="health" hx-swap-oob="true"' in fragment
    assert 'name="plan_to_age"' not in fragment


REFUSED = [
    {"version": 2}, {"version": "x"}, {"version": ""}, {"assumed": []}, {"assumed": ["plan_to_age", "display_name"]},
]  # fmt: skip


@pytest.mark.parametrize("headers", [None, HTMX])
@pytest.mark.parametrize("changes", REFUSED)
def test_an_outdated_button_confirms_nothing(as_alice, alice, changes, headers):
    response = confirm(as_alice, headers, **changes)
    assert response[("HX-Redirect" if headers else "Location")] == "/dashboard/"
    assert "Nothing was confirmed" in as_alice.get("/dashboard/").content.decode()
    assert (profile_of(alice).confirmed, profile_of(alice).version) == ([], 1)


def test_the_age_needs_a_birth_year(as_alice, alice):
    confirm(as_alice, assumed=["birth_year", "plan_to_age"])
    assert profile_of(alice).confirmed == ["plan_to_age"]


def test_confirming_changes_no_other_profile(as_alice, alice, bob):
    confirm(as_alice)
    assert profile_of(bob).confirmed == []


def test_an_income_confirms_no_profile_field(as_alice, alice):
    assert as_alice.post("/dashboard/income/", INCOME).status_code == 302
    assert profile_of(alice).confirmed == []


def test_a_stale_page_confirms_nothing(as_alice, alice):
    profile_of(alice).change()
    assert as_alice.post("/dashboard/profile/", SENT).status_code == 409
    assert profile_of(alice).confirmed == []
