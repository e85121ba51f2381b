"""The what-if page: the result of a change, scenarios side by side, and the way into the plan."""

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from analysis.models import Job
from analysis.sample.copying import load_sample
from analysis.tests.support.what_if_bases import BEFORE_TAX, sample_job
from analysis.what_if.models import Scenario
from analysis.what_if.values import Levers
from portfolios.models import Profile

HTMX = {"HX-Request": "true"}


def text_of(response):
    """Return the words of a page, without its tags."""
    return " ".join(strip_tags(response.content.decode()).split())


@pytest.fixture
def address(alice):
    return reverse("what_if", args=[sample_job(alice).pk])


def test_the_page_shows_plan_and_change(as_alice, address):
    page = text_of(as_alice.get(address, {"spend": "70,000", "retire": "67"}))
    assert "Chance that your money lasts, after taxes" in page
    assert "points (95% interval +" in page
    assert "Spend $70,000, retire at 67 Not saved" in page


def test_a_script_gets_what_changes_alone(as_alice, address):
    response = as_alice.get(address, {"spend": "70000"}, headers=HTMX)
    assert response["HX-Replace-Url"] == f"{address}?spend=70000"
    assert "<html" not in response.content.decode() and 'hx-swap-oob="innerHTML"' in response.content.decode()


def test_a_wrong_value_is_named_and_nothing_computed(as_alice, address):
    response = as_alice.get(address, {"retire": "200"}, headers=HTMX)
    assert response.status_code == 422
    assert "Not calculated" in text_of(response) and "Enter a number below 95." in text_of(response)


def test_a_scenario_is_saved_and_compared(as_alice, alice, address):
    response = as_alice.post(address, {"spend": "70000", "name": ""})
    assert response["Location"] == f"{address}?spend=70000"
    row = Scenario.objects.get(user=alice)
    assert (row.name, row.levers) == ("Spend $70,000", Levers(spend=70_000))
    page = text_of(as_alice.get(address))
    assert "Rename or delete “Spend $70,000”" in page and "Not saved" not in page


def test_a_scenario_is_renamed_and_deleted(as_alice, alice, address):
    row = Scenario.objects.create(user=alice, name="Later", levers=Levers(retire=67))
    job_id = address.split("/")[2]
    response = as_alice.post(f"/scenarios/{row.pk}/rename/", {"name": "Work longer", "job": job_id})
    assert (response["Location"], Scenario.objects.get().name) == (address, "Work longer")
    assert as_alice.post(f"/scenarios/{row.pk}/delete/", {"job": job_id})["Location"] == address
    assert not Scenario.objects.exists()


def test_a_scenario_becomes_the_plan_once_confirmed(as_alice, alice, address):
    profile = Profile.objects.get(user=alice)
    page = as_alice.get(f"{address}plan/", {"spend": "70000"})
    assert "Spend each year" in text_of(page) and Profile.objects.get(pk=profile.pk).target_retirement_income is None
    sent = {"spend": "70000", "version": profile.version}
    assert as_alice.post(f"{address}plan/", sent)["Location"] == "/settings/plan/"
    assert Profile.objects.get(pk=profile.pk).target_retirement_income == 70_000


def test_a_plan_that_changed_meanwhile_is_kept(as_alice, alice, address):
    response = as_alice.post(f"{address}plan/", {"spend": "70000", "version": "0"})
    assert response.status_code == 409 and "Your plan has changed" in text_of(response)
    assert Profile.objects.get(user=alice).target_retirement_income is None


def test_without_a_projection_scenarios_are_kept(as_alice, alice):
    from analysis.tests.support import stored_analyses

    Scenario.objects.create(user=alice, name="Later", levers=Levers(retire=67))
    page = text_of(as_alice.get(reverse("what_if", args=[stored_analyses.completed(alice).pk])))
    assert "Nothing to try here" in page and "Rename or delete “Later”" in page


def test_before_taxes_the_income_that_lasts_is_shown(as_alice, alice):
    address = reverse("what_if", args=[sample_job(alice, BEFORE_TAX).pk])
    page = text_of(as_alice.get(address, {"save": "30000"}))
    assert "before taxes" in page and "With 90% confidence: $" in page


@pytest.mark.parametrize(("action", "moved"), [("save_more_11400", 'name="save"'), ("retire_later_3", 'value="68"')])
def test_an_advised_change_is_filled_in(as_alice, alice, action, moved):
    job = sample_job(alice)
    Job.objects.filter(pk=job.pk).update(report_payload=load_sample().report_payload)
    page = as_alice.get(reverse("what_if", args=[job.pk]), {"action": action}).content.decode()
    assert "Filled in from your recommendations" in page and "Not saved" in page
    assert moved in page


def test_an_unknown_action_shows_the_plan(as_alice, address):
    page = as_alice.get(address, {"action": "save_more_1"}).content.decode()
    assert "Filled in from your recommendations" not in page and "This is your plan." in page


def test_what_a_change_sustains_comes_after_its_chance(as_alice, address):
    asked = {"save": "36000", "part": "sustained"}
    page = as_alice.get(address, {"save": "36000"}, headers=HTMX).content.decode()
    assert "part=sustained" in page
    answer = as_alice.get(address, asked, headers=HTMX)
    assert "With 90% confidence:" in text_of(answer) and "HX-Replace-Url" not in answer
    assert "<html" in as_alice.get(address, asked).content.decode()


def test_a_wrong_value_keeps_the_address(as_alice, address):
    assert "HX-Replace-Url" not in as_alice.get(address, {"spend": "abc", "retire": "67"}, headers=HTMX)


@pytest.mark.parametrize("action", ["rename", "delete"])
def test_a_changed_scenario_keeps_the_sliders(as_alice, alice, address, action):
    row = Scenario.objects.create(user=alice, name="Later", levers=Levers(retire=67))
    sent = {"name": "Work longer", "job": address.split("/")[2]}
    for place, query in (
        (f"http://testserver{address}?spend=70000", "?spend=70000"),
        ("https://evil.example/?a=b", ""),
    ):
        response = as_alice.post(f"/scenarios/{row.pk}/{action}/", sent, headers={"Referer": place})
        assert response["Location"] == f"{address}{query}"
        Scenario.objects.update_or_create(pk=row.pk, defaults={"user": alice, "name": "Later", "levers": row.levers})
