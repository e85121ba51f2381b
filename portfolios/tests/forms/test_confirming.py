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
    return Inputs(form, client.get("/settings/plan/").content.decode()).sent


def save(client, **changes):
    sent = form_inputs(client, "plan-form")
    assert "plan_to_age" in sent
    return client.post("/settings/plan/", {**sent, **changes})


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
    page = as_alice.post("/settings/plan/", form_inputs(as_alice, "plan-form"), follow=True).content.decode()
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
    sent = {**form_inputs(as_alice, "plan-form"), "plan_to_age": "90", "annual_contribution": "1234.5"}
    page = as_alice.post("/settings/plan/", sent, follow=True).content.decode()
    assert "Plan saved. Confirmed: saving $1,234.50 a year, plan to age 90." in page


# The button


def confirm(client, headers=None, **changes):
    return client.post("/settings/plan/confirm/", {"version": 1, "assumed": WITHOUT_AGE, **changes}, headers=headers)


def test_the_button_lists_what_it_confirms(as_alice, alice):
    Profile.objects.filter(user=alice).update(
        confirmed=["years_until_retirement", "asset_class_targets", "annual_contribution"]
    )
    page = as_alice.get("/settings/plan/").content.decode()
    assert "5 assumptions to confirm" in page
    assert "<li>Regional targets</li><li>Plan to age 95</li><li>That you file taxes alone</li>" in page
    assert "Confirm all 5</button>" in page
    assert form_inputs(as_alice, "/settings/plan/confirm/")["assumed"] == [
        "region_targets", "plan_to_age", "partner", "state_rate", "withdrawals",
    ]  # fmt: skip
    assert page.count(">Assumed</span>") == 3 + 5
    assert page.count("Confirmed</span>") == 3


def test_the_button_confirms_what_it_lists(as_alice, alice):
    response = as_alice.post("/settings/plan/confirm/", form_inputs(as_alice, "/settings/plan/confirm/"))
    assert response["Location"] == "/settings/plan/"
    assert profile_of(alice).confirmed == WITHOUT_AGE
    page = as_alice.get("/settings/plan/").content.decode()
    assert "Nothing left to confirm" in page
    assert page.count(">Assumed</span>") == 3  # the age, Social Security and premiums need a figure
    household = profile_of(alice).household
    assert (household.has_partner, household.state_rate) == (False, 0)
    assert "Enter the year you were born" in page


def test_only_listed_fields_are_confirmed(as_alice, alice):
    confirm(as_alice, assumed=["plan_to_age"])
    assert profile_of(alice).confirmed == ["plan_to_age"]


def test_htmx_confirming_keeps_the_form(as_alice, alice):
    fragment = confirm(as_alice, HTMX, assumed=["plan_to_age"]).content.decode()
    assert "Confirmed: plan to age 95." in fragment
    assert "<li>Retirement in 20 years</li><li>Target allocation</li><li>Regional targets</li>" in fragment
    assert 'name="version" value="2" hx-swap-oob="outerHTML:#plan-form [name=version]"' in fragment
    assert '<span class="mark" id="mark-plan_to_age" hx-swap-oob="true"><span class="badge good">' in fragment
    assert "<html" not in fragment
    assert 'name="plan_to_age"' not in fragment


REFUSED = [
    {"version": 2}, {"version": "x"}, {"version": ""}, {"assumed": []}, {"assumed": ["plan_to_age", "display_name"]},
]  # fmt: skip


@pytest.mark.parametrize("headers", [None, HTMX])
@pytest.mark.parametrize("changes", REFUSED)
def test_an_outdated_button_confirms_nothing(as_alice, alice, changes, headers):
    response = confirm(as_alice, headers, **changes)
    assert response[("HX-Redirect" if headers else "Location")] == "/settings/plan/"
    assert "Nothing was confirmed" in as_alice.get("/settings/plan/").content.decode()
    assert (profile_of(alice).confirmed, profile_of(alice).version) == ([], 1)


def test_the_age_needs_a_birth_year(as_alice, alice):
    confirm(as_alice, assumed=["birth_year", "plan_to_age"])
    assert profile_of(alice).confirmed == ["plan_to_age"]


def test_confirming_changes_no_other_profile(as_alice, alice, bob):
    confirm(as_alice)
    assert profile_of(bob).confirmed == []


def test_an_income_confirms_no_profile_field(as_alice, alice):
    assert as_alice.post("/settings/plan/income/", INCOME).status_code == 302
    assert profile_of(alice).confirmed == []


def test_a_stale_page_confirms_nothing(as_alice, alice):
    profile_of(alice).change()
    assert as_alice.post("/settings/plan/", SENT).status_code == 409
    assert profile_of(alice).confirmed == []
