"""The Trace tab of a real analysis in Chromium: on a desktop and a phone, and by keyboard."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from alex.tests.browser.test_pages import BOTH, check
from analysis.models import Job, Span
from people import acting_as

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def trace(visitor, analyzed_jordan):
    """Sign Jordan in and return the URL of the trace of an analysis."""
    visitor.sign_in(analyzed_jordan)
    with acting_as(analyzed_jordan.pk):
        return f"/analyses/{Job.objects.owned_by(analyzed_jordan).get().pk}/?tab=trace"


def box(visitor, step):
    return visitor.page.locator(f"tr.of-step:has(a:text-is('{step}')) rect").bounding_box()


@BOTH
def test_the_trace_is_clean_open_and_closed(visitor, trace):
    assert check(visitor, trace) == {}
    visitor.page.evaluate("document.querySelectorAll('.trace details').forEach((one) => { one.open = true })")
    expect(visitor.page.locator(".trace .texts pre").first).to_be_visible()
    assert (visitor.too_wide(), visitor.barriers(), visitor.complaints) == (False, [], [])


@pytest.fixture
def timed_trace(trace, analyzed_jordan):
    """Give the steps set times: each machine takes others."""
    began = timezone.now()
    with acting_as(analyzed_jordan.pk):
        steps = Span.objects.filter(kind="step")
        Span.objects.exclude(kind="step").delete()
        for name, start, end in (("plan", 0, 1), ("report", 4, 8), ("retirement", 4, 9)):
            times = {"started_at": began + timedelta(seconds=start), "ended_at": began + timedelta(seconds=end)}
            assert steps.filter(step=name).update(**times) == 1
        steps.exclude(step__in=("plan", "report", "retirement")).delete()
    return trace


@BOTH
def test_the_waterfall_shows_parallel_work(visitor, timed_trace):
    visitor.open(timed_trace)
    plan, report, retirement = box(visitor, "Plan"), box(visitor, "Report"), box(visitor, "Retirement")
    assert plan["x"] + plan["width"] <= report["x"]
    assert abs(report["x"] - retirement["x"]) < report["width"] / 2
    assert report["x"] < retirement["x"] + retirement["width"]
    assert report["width"] > 20


def test_a_prompt_opens_in_place_by_keyboard(visitor, trace):
    visitor.open(trace)
    run = visitor.page.locator("details.of-agent", has_text="Chart Specialist writes")
    run.locator("summary").first.focus()
    visitor.page.keyboard.press("Enter")
    visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.press("Enter")
    expect(run.locator("pre").first).to_contain_text("chart asset_class")
    assert visitor.page.url.endswith("?tab=trace")


def test_a_sentence_links_to_its_writers_run(visitor, trace):
    visitor.open(trace)
    visitor.page.locator("#sentences summary", has_text="What you own").first.click()
    visitor.page.locator("#sentences details[open] a.by").first.click()
    target = visitor.page.locator(":target")
    expect(target).to_contain_text("Portfolio Analyst writes the text")
    expect(target).to_be_in_viewport()


def test_the_trace_opens_from_the_head_of_the_page(visitor, trace):
    visitor.open(trace.split("?")[0])
    visitor.page.get_by_role("link", name="How this was made").click()
    expect(visitor.page.locator(".waterfall")).to_be_visible()
    run = visitor.page.locator("details.of-agent", has_text="Financial Planner writes").first
    run.locator("summary").first.click()
    run.locator(".texts > summary").first.click()
    expect(run.locator("pre").first).to_contain_text("consult reporter")
    assert visitor.complaints == []
