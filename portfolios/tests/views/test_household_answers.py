"""The household on the page of the plan: every answer is optional, stored alone, and wrong ones show at their field."""

import re

import pytest

from portfolios.models import Profile
from portfolios.tests.forms.test_confirming import form_inputs

PAGE = "/settings/plan/"
PARTNER = {"has_partner": "yes", "partner__birth_year": "1983", "partner__wage": "$40,000"}


def save(client, **changes):
    return client.post(PAGE, {**form_inputs(client, "plan-form"), **changes})


def household_of(user):
    return Profile.objects.get(user=user).household


@pytest.fixture
def aged(alice):
    Profile.objects.filter(user=alice).update(birth_year=1981, retirement_age=65, years_until_retirement=20)


def test_answers_about_the_household_are_stored(as_alice, alice, aged):
    answers = {
        **PARTNER, "social_security__monthly": "2,600", "state_rate": "5%", "premiums__before_65": "9000",
        "phases__0__from_age": "65", "phases__0__to_age": "75", "phases__0__factor": "120",
        "one_offs__0__year": "2050", "one_offs__0__amount": "-50000", "withdrawals__order": "proportional",
    }  # fmt: skip
    assert save(as_alice, **answers).status_code == 302
    household = household_of(alice)
    assert (household.partner.birth_year, household.partner.wage, household.state_rate * 100) == (1983, 40_000, 5)
    assert (household.social_security.monthly, household.premiums.before_65) == (2600, 9000)
    assert (household.phases[0].to_age, household.one_offs[0].amount) == (75, -50_000)
    page = as_alice.get(PAGE).content.decode()
    assert re.search(r'name="partner__wage" value="40,000"', page)
    marked = dict(re.findall(r'id="mark-(\w+)"[^>]*><span class="badge (warn|good)">', page))
    assert {marked[part] for part in ("partner", "state_rate", "social_security", "premiums", "withdrawals")} == {
        "good"
    }


def test_an_unchanged_plan_stores_no_household(as_alice, alice, aged):
    before = Profile.objects.get(user=alice)
    page = as_alice.post(PAGE, form_inputs(as_alice, "plan-form"), follow=True).content.decode()
    assert "You changed nothing" in page
    assert (household_of(alice), Profile.objects.get(user=alice).version) == (before.household, before.version)


@pytest.mark.parametrize(
    ("answers", "field", "message"),
    [
        ({"has_partner": "yes"}, "partner__birth_year", "year of birth"),
        ({**PARTNER, "partner__birth_year": "1850"}, "partner__birth_year", "from 1900"),
        ({"state_rate": "lots"}, "state_rate", "Enter a number"),
        ({"phases__0__from_age": "65"}, "phases__0__factor", "share of your goal"),
        ({"withdrawals__order": "bracket"}, "withdrawals__bracket_rate", "bracket"),
        ({"conversion__to_rate": "0.12"}, "conversion__from_year", "required"),
    ],
)
def test_a_wrong_answer_saves_nothing(as_alice, alice, aged, answers, field, message):
    response = save(as_alice, plan_to_age="97", **answers)
    page = response.content.decode()
    assert response.status_code == 422
    assert re.search(rf'id="id_{field}_error"[^>]*>\s*<li>[^<]*{message}', page)
    assert Profile.objects.get(user=alice).plan_to_age == 95
    assert household_of(alice) == type(household_of(alice))()


@pytest.mark.parametrize(
    ("currency", "entered", "words"),
    [("USD", {"sex": "F"}, "after taxes."), ("USD", {}, "after taxes."), ("EUR", {"sex": "F"}, "taxes included")],
)
def test_the_goal_says_whether_taxes_are_in_it(as_alice, alice, aged, currency, entered, words):
    changes = {"target_retirement_income": 80_000, "base_currency": currency, "household": entered}
    Profile.objects.filter(user=alice).update(**changes)
    assert f"Everything you spend in a year, {words}" in as_alice.get(PAGE).content.decode()


def test_the_page_says_which_social_security_counts(as_alice, alice, aged):
    alice.income_streams.all().delete()
    alice.income_streams.create(
        name="Old estimate", kind="social_security", amount=24_000, start_age=67, user=alice
    )  # fmt: skip
    page = as_alice.get(PAGE).content.decode()
    assert "counts the Social Security in the list of incomes" in page and "in place of" not in page
    assert save(as_alice, social_security__monthly="2600").status_code == 302
    page = as_alice.get(PAGE).content.decode()
    assert "in place of “Old estimate” in the list" in page and "counts the Social Security in" not in page
