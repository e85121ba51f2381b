from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolios.forms.profile import ProfileForm
from portfolios.models import Profile
from portfolios.models.snapshots import take_snapshot

TODAY = date(2026, 6, 1)
SENT = {
    "version": "1", "display_name": "Alice", "birth_year": "", "retirement_age": "", "years_until_retirement": "20",
    "plan_to_age": "95", "target_retirement_income": "$84,000", "annual_contribution": "24,000",
    "contribution_growth": "1.5%",
    "asset_class_targets_equity": "60", "asset_class_targets_fixed_income": "40",
    "region_targets_north_america": "70", "region_targets_international": "30",
}  # fmt: skip


def send(client, headers=None, **changes):
    return client.post("/settings/plan/", {**SENT, **changes}, headers=headers or {})


def form_of(alice, **changes):
    return ProfileForm({**SENT, **changes}, instance=Profile.objects.get(user=alice), today=TODAY)


def test_saving_stores_what_was_entered(as_alice, alice):
    assert send(as_alice).status_code == 302
    profile = Profile.objects.get(user=alice)
    assert (profile.display_name, profile.target_retirement_income) == ("Alice", Decimal(84_000))
    assert profile.asset_class_targets == {"equity": Decimal(60), "fixed_income": Decimal(40)}
    assert profile.region_targets == {"north_america": Decimal(70), "international": Decimal(30)}
    assert profile.confirmed == ["asset_class_targets", "region_targets", "annual_contribution"]
    assert profile.version == 2


def test_htmx_profile_reloads_or_shows_errors(as_alice):
    assert send(as_alice, headers={"HX-Request": "true"})["HX-Redirect"] == "/settings/plan/"
    refused = send(as_alice, headers={"HX-Request": "true"}, version="2", plan_to_age="x")
    assert refused.status_code == 422
    assert b'id="plan"' in refused.content


def test_a_profile_error_keeps_the_input(as_alice, alice):
    response = send(as_alice, display_name="Alicia", asset_class_targets_equity="61")
    page = response.content.decode()
    assert response.status_code == 422
    assert "add up to 101%, not to 100%" in page
    assert 'value="Alicia"' in page
    assert 'value="$84,000"' in page
    assert Profile.objects.get(user=alice).version == 1


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"asset_class_targets_equity": "50"}, "asset_class_targets_equity", "90%"),
        ({"asset_class_targets_equity": "", "asset_class_targets_fixed_income": ""}, "asset_class_targets_equity", "0"),
        ({"asset_class_targets_cash": "NaN"}, "asset_class_targets_cash", "Enter a number"),
        ({"asset_class_targets_cash": "-5"}, "asset_class_targets_cash", "0 or more"),
        ({"region_targets_international": "31"}, "region_targets_north_america", "101%"),
        ({"years_until_retirement": ""}, "years_until_retirement", "required"),
        ({"years_until_retirement": "51"}, "years_until_retirement", "from 0 to 50"),
        ({"years_until_retirement": "-1"}, "years_until_retirement", "from 0 to 50"),
        ({"years_until_retirement": "1.5"}, "years_until_retirement", "whole number"),
        ({"birth_year": "1850"}, "birth_year", "from 1900"),
        ({"birth_year": "1901"}, "birth_year", "from 1916 to 2010"),
        ({"birth_year": "2020"}, "birth_year", "from 1916 to 2010"),
        ({"retirement_age": "65"}, "birth_year", "requires your birth year"),
        ({"birth_year": "1970", "retirement_age": "50"}, "retirement_age", "You turn 56 this year"),
        ({"birth_year": "1980", "retirement_age": "60", "years_until_retirement": "25"}, "retirement_age",
         "Retiring at 60 is 14 years away, not 25."),
        ({"plan_to_age": "65"}, "plan_to_age", "You retire at 65"),
        ({"birth_year": "1980", "plan_to_age": "60"}, "plan_to_age", "You retire at 66"),
        ({"plan_to_age": "121"}, "plan_to_age", "from 50 to 120"),
        ({"target_retirement_income": "-1"}, "target_retirement_income", "0 or more"),
        ({"target_retirement_income": "1e30"}, "target_retirement_income", "below"),
        ({"annual_contribution": ""}, "annual_contribution", "required"),
        ({"annual_contribution": "lots"}, "annual_contribution", "Enter a number"),
        ({"contribution_growth": "lots"}, "contribution_growth", "Enter a number"),
        ({"contribution_growth": "20"}, "contribution_growth", "below 20"),
        ({"contribution_growth": "-10.01"}, "contribution_growth", "-10 or more"),
        ({"contribution_growth": "1.005"}, "contribution_growth", "at most 2 decimals"),
        ({"contribution_growth": "1e30"}, "contribution_growth", "below 20"),
        ({"contribution_growth": "NaN"}, "contribution_growth", "Enter a number"),
        ({"display_name": "x" * 81}, "display_name", "at most 80"),
    ],
)  # fmt: skip
def test_profile_errors_show_at_their_field(alice, changes, field, message):
    form = form_of(alice, **changes)
    assert not form.is_valid()
    assert message in " ".join(form.errors[field])


def test_years_follow_from_birth_year_and_age(alice):
    form = form_of(alice, birth_year="1981", retirement_age="67", years_until_retirement="20")
    assert form.is_valid(), form.errors
    saved = form.save()
    assert (saved.birth_year, saved.retirement_age, saved.years_until_retirement) == (1981, 67, 22)
    assert "birth_year" in saved.confirmed


def test_the_slider_moves_the_retirement_age(alice):
    Profile.objects.filter(user=alice).update(birth_year=1981, retirement_age=65, years_until_retirement=20)
    form = form_of(alice, birth_year="1981", retirement_age="65", years_until_retirement="17")
    assert form.is_valid(), form.errors
    assert (form.save().retirement_age, form.instance.years_until_retirement) == (62, 17)


def test_clearing_retirement_age_keeps_the_years(alice):
    Profile.objects.filter(user=alice).update(birth_year=1981, retirement_age=65, years_until_retirement=20)
    form = form_of(alice, birth_year="1981", retirement_age="")
    assert form.is_valid(), form.errors
    assert (form.save().retirement_age, form.instance.years_until_retirement) == (None, 20)


@pytest.mark.parametrize(
    ("entered", "stored", "displayed"),
    [("1.5", "0.015", "1.5"), ("-2", "-0.02", "-2"), ("19.99%", "0.1999", "19.99"), ("0", "0", "0"), ("", "0", "0")],
)
def test_contributions_may_outgrow_inflation(as_alice, alice, entered, stored, displayed):
    assert send(as_alice, contribution_growth=entered).status_code == 302
    profile = Profile.objects.get(user=alice)
    assert profile.contribution_growth == Decimal(stored)
    assert "contribution_growth" not in profile.confirmed
    assert f'name="contribution_growth" value="{displayed}"' in as_alice.get("/settings/plan/").content.decode()


def test_names_lose_hidden_characters(as_alice, alice):
    send(as_alice, display_name="Al\x00ice \u202eevil")
    assert Profile.objects.get(user=alice).display_name == "Al ice evil"


@settings(max_examples=30)
@given(st.integers(0, 100), st.integers(0, 100))
def test_only_targets_that_sum_to_100_are_stored(alice, equity, cash):
    form = form_of(
        alice,
        asset_class_targets_equity=str(equity),
        asset_class_targets_cash=str(cash),
        asset_class_targets_fixed_income="0",
    )
    assert form.is_valid() == (equity + cash == 100)


def test_trade_settings_reach_the_snapshot(as_alice, alice):
    send(as_alice, whole_shares="on", minimum_trade="$250")
    profile = take_snapshot(alice.pk, now=timezone.now()).profile
    assert (profile.whole_shares, profile.minimum_trade) == (True, 250)
    send(as_alice, version="2", minimum_trade="")
    profile = take_snapshot(alice.pk, now=timezone.now()).profile
    assert (profile.whole_shares, profile.minimum_trade) == (False, 0)


@pytest.mark.parametrize("amount", ["-1", "1e12", "NaN", "few"])
def test_an_invalid_minimum_trade_is_refused(as_alice, alice, amount):
    assert send(as_alice, minimum_trade=amount).status_code == 422
    assert Profile.objects.get(user=alice).version == 1
