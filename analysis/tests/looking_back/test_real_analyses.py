"""Looking back at real analyses: what a decision came to, and how often ranges held."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from advisors.document.document import Document
from analysis.comparison.models import Comparison
from analysis.decisions.changes import decide
from analysis.decisions.models import Decision
from analysis.looking_back.calibration import MIN_CHECKS, calibrate
from analysis.looking_back.log import list_decisions
from analysis.looking_back.projections import load_projections
from analysis.models import Job
from analysis.sample.copying import copy_sample
from analysis.tests.support.alices_portfolio import alice_owns_the_demo
from analysis.tests.support.model_runs import run_analysis
from analysis.worker.tasks import compare_analyses
from people.models import User
from portfolios.models import Profile

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PAGE = "/team/decisions/"
YEAR = timedelta(days=365.25)


def text_of(response):
    return " ".join(response.content.decode().split())


def option_of(document: Document, kind):
    every = (one for action in document.actions for one in (action, *action.options))
    return next(one for one in every if one.kind == kind)


def test_doing_it_shows_what_it_came_to(alice, as_alice, finished, django_capture_on_commit_callbacks):
    action = option_of(finished.report_payload.document, "save_more")
    decide(user=alice, job_id=finished.pk, action_id=action.id, choice=Decision.Choice.DO)
    saving = Profile.objects.get(user=alice).annual_contribution
    Profile.objects.filter(user=alice).update(annual_contribution=saving + Decimal(12_000))
    later = run_analysis(alice)
    assert "No longer recommended in your analysis of" in text_of(as_alice.get(PAGE))
    as_alice.post(f"/analyses/{later.pk}/compare/", {"with": str(finished.pk)})
    compare_analyses(str(Comparison.objects.get().pk), str(alice.pk))
    (row,) = list_decisions(alice)
    moved = later.facts["plan.success"].value - finished.facts["plan.success"].value
    assert moved > 3
    assert row.value.text == f"+{round(moved, 1):g} points" and not row.value.is_noise
    assert f"moved your chance by {row.value.text}" in text_of(as_alice.get(PAGE))


def test_doing_nothing_is_told_from_doing_it(alice, finished):
    action = option_of(finished.report_payload.document, "save_more")
    decide(user=alice, job_id=finished.pk, action_id=action.id, choice=Decision.Choice.NO)
    later = run_analysis(alice)
    comparison = Comparison.objects.create(user=alice, job=later, earlier=finished)
    compare_analyses(str(comparison.pk), str(alice.pk))
    (row,) = list_decisions(User.objects.get(pk=alice.pk))
    assert row.is_open and row.value.text == "0 points"
    assert [one.then for one in row.figures] == [one.now for one in row.figures]


@pytest.fixture
def five_years(alice):
    """Store the analyses of five years in a row, as if the money had neither grown nor shrunk."""
    alice_owns_the_demo(alice)
    for years in range(5):
        job, day = copy_sample(alice), timezone.now() - years * YEAR
        Job.objects.filter(pk=job.pk).update(completed_at=day, created_at=day)
    return alice


def test_ranges_of_real_analyses_are_checked(five_years, as_alice):
    fan = Job.objects.owned_by(five_years).first().retirement_payload.fan.nominal
    worth, distances = fan["50"][0], [later - one for one in range(5) for later in range(one + 1, 5)]
    wide, narrow = calibrate(load_projections(five_years))
    assert (wide.checked, narrow.checked) == (MIN_CHECKS, MIN_CHECKS) == (len(distances),) * 2
    assert wide.held == sum(fan["10"][years] <= worth <= fan["90"][years] for years in distances)
    assert narrow.held == sum(fan["25"][years] <= worth <= fan["75"][years] for years in distances)
    assert f"Held: {wide.held} of {MIN_CHECKS}" in text_of(as_alice.get(PAGE))


def test_another_age_of_retirement_is_no_test(five_years):
    job = Job.objects.owned_by(five_years).order_by("-created_at").first()
    profile = job.snapshot.profile
    later = profile.model_copy(update={"years_until_retirement": profile.years_until_retirement + 3})
    job.snapshot = job.snapshot.model_copy(update={"profile": later})
    job.save()
    assert {one.checked for one in calibrate(load_projections(five_years))} == {6}
