"""The test of a deployed site, against a real server of ours."""

import pytest
from django.conf import settings
from django.core.management import call_command

from advisors import team
from alex.aws.deployment.deploy import ask_command
from alex.aws.deployment.errors import DeploymentFailed
from alex.aws.deployment.smoke_test import Visitor, analyze, sign_in
from analysis.jobs.lease import claim
from analysis.models import Job
from analysis.worker.tasks import run_job
from portfolios.catalogue import seed
from portfolios.changes import demo

pytestmark = pytest.mark.slow

PASSWORD = "correct horse battery staple"


@pytest.fixture
def visitor(transactional_db, live_server):
    seed.seed_catalogue(catalogue=seed.read_catalogue())
    demo.seed_demo_user(password=PASSWORD)
    return Visitor(live_server.url)


def work(seconds):
    """Do what the worker does while the visitor waits."""
    job = Job.objects.get()
    run_job(claim(job.pk, job.user_id))


def test_a_visitor_signs_in_and_analyzes(visitor):
    assert sign_in(visitor, demo.DEMO_EMAIL, PASSWORD) == f"{demo.DEMO_EMAIL} signed in."
    assert "completed" in analyze(visitor, sleep=work)


def test_a_wrong_password_is_reported(visitor):
    with pytest.raises(DeploymentFailed, match="could not sign in"):
        sign_in(visitor, demo.DEMO_EMAIL, "another password")


def test_an_analysis_that_fails_is_reported(visitor):
    sign_in(visitor, demo.DEMO_EMAIL, PASSWORD)

    def fail(seconds):
        Job.objects.update(status="failed", error_code="worker_lost", error_message="The worker was lost.")

    with pytest.raises(DeploymentFailed, match=r"The analysis is failed. The worker was lost\."):
        analyze(visitor, sleep=fail)


def test_an_error_page_names_its_address(visitor):
    with pytest.raises(DeploymentFailed, match="/nowhere/ answered 404"):
        visitor.open("/nowhere/")


def test_a_site_that_is_away_is_reported():
    with pytest.raises(DeploymentFailed, match="cannot be reached"):
        Visitor("http://127.0.0.1:9").open("/")


@pytest.mark.parametrize("role", [spec.role for spec in team.analysts() if spec.role != "researcher"])
def test_each_agent_answers_the_smoke_test(role, visitor, capsys):
    call_command(*ask_command(role).split(" "))
    assert len(capsys.readouterr().out) > 20


def test_the_article_of_the_smoke_test_is_there():
    name = ask_command("researcher").split(" ")[-1]
    assert (settings.BASE_DIR / name).read_text().startswith("Inflation slows")
