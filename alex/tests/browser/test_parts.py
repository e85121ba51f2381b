"""Update only the projection in Chromium: from the Retirement tab over its progress to its page."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from playwright.sync_api import expect

from analysis.jobs.lease import claim
from analysis.models import Job
from analysis.worker.tasks import run_job
from people import acting_as

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def run_waiting(user):
    try:
        with acting_as(user.pk):
            job = Job.objects.owned_by(user).active().get()
        assert run_job(claim(job.pk, user.pk)) == "done"
    finally:
        connections.close_all()


@pytest.mark.parametrize("visitor", ["desktop", "phone"], indirect=True)
def test_a_projection_is_updated_alone(visitor, analyzed_jordan):
    page, user = visitor.page, analyzed_jordan
    visitor.sign_in(user)
    visitor.open("/analysis/?tab=retirement")
    page.get_by_role("button", name="Update my projection").click()
    panel = page.locator("#progress")
    expect(panel.get_by_role("heading", name="Retirement projection: waiting to start")).to_be_visible()
    assert panel.locator("#agent-charter").count() == 0
    with ThreadPoolExecutor(1) as pool:
        pool.submit(run_waiting, user).result()
    expect(page.get_by_role("heading", name="Retirement projection", level=1)).to_be_visible()
    expect(page.get_by_text("Chance that your money lasts").first).to_be_visible()
    assert visitor.barriers() == [] and not visitor.too_wide() and visitor.complaints == []
    page.get_by_role("link", name="your last whole analysis").click()
    expect(page.get_by_role("heading", name="Your analysis", level=1)).to_be_visible()
