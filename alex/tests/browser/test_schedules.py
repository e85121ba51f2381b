"""Schedule an analysis in Chromium, have it run, and stop its mails by the link in one."""

import re
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connections
from django.utils import timezone
from playwright.sync_api import expect

from analysis.jobs.lease import claim
from analysis.models import Job
from analysis.schedules import round
from analysis.schedules.models import Schedule
from analysis.worker.tasks import run_job
from people import acting_as
from people.tests.support.smtp_server import mail_server
from portfolios.models import Profile

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def run_rounds(user):
    """Run a round, the analysis that it starts, and the round that mails, as workers would."""
    try:
        round.run_task()
        with acting_as(user.pk):
            job = Job.objects.owned_by(user).active().get()
        assert run_job(claim(job.pk, user.pk)) == "done"
        round.run_task()
    finally:
        connections.close_all()


@pytest.mark.parametrize("visitor", ["desktop", "phone"], indirect=True)
def test_a_schedule_mails_and_a_link_ends_it(visitor, analyzed_jordan, settings):
    page, user = visitor.page, analyzed_jordan
    visitor.sign_in(user)
    visitor.open("/team/")
    page.get_by_role("link", name="Schedule it").click()
    page.get_by_label("Every month").check()
    assert visitor.barriers() == [] and not visitor.too_wide()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved. The next analysis runs on")).to_be_visible()
    with acting_as(user.pk):
        Schedule.objects.update(next_on=timezone.now().date())
        Profile.objects.filter(user=user).update(target_retirement_income=Decimal(140_000))
    settings.SITE_URL = visitor.address
    with mail_server(settings) as server, ThreadPoolExecutor(1) as pool:
        pool.submit(run_rounds, user).result()
    (mail,) = server.mails
    visitor.open("/dashboard/")
    expect(page.get_by_role("heading", name="Coming up")).to_be_visible()
    expect(page.get_by_text("The chance that your money lasts fell from").first).to_be_visible()
    visitor.context.clear_cookies()
    visitor.open(re.search(r"\S+/mail/stop/\S+", mail.get_body(("plain",)).get_content())[0])
    page.get_by_role("button", name="Stop these mails").click()
    expect(page.get_by_role("heading", name="You get no more of these mails")).to_be_visible()
    assert visitor.barriers() == [] and visitor.complaints == []
    with acting_as(user.pk):
        assert not Schedule.objects.get().mails
