"""The main pages on unusual displays: the smallest screen with everything opened, forced colors, reduced motion."""

import pytest
from playwright.sync_api import expect

from analysis.models import Job
from analysis.sample.copying import load_sample
from analysis.tests.support.what_if_bases import sample_job
from people import acting_as

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SMALLEST = {"width": 320, "height": 640}  # 1280 pixels at 400%
SQUEEZED = """() => {
  document.querySelectorAll("main details").forEach((one) => { one.open = true; });
  const lines = (one) => one.getBoundingClientRect().height / (parseFloat(getComputedStyle(one).lineHeight) || 20);
  const texts = [...document.querySelectorAll("main :is(p, h1, h2, h3, h4, dd, dt)")];
  return texts.filter((one) => one.checkVisibility() && one.getBoundingClientRect().width < 96 && lines(one) > 4.2)
    .map((one) => one.textContent.trim());
}"""
INVISIBLE = """() => {
  const ground = getComputedStyle(document.body).backgroundColor;
  const nothing = [ground, "none", "rgba(0, 0, 0, 0)"];
  const shapes = [...document.querySelectorAll("main svg :is(rect, path, line, circle)")];
  return shapes.filter((one) => {
    const { fill, stroke } = getComputedStyle(one);
    return one.checkVisibility() && nothing.includes(fill) && nothing.includes(stroke);
  }).map((one) => one.outerHTML.slice(0, 120));
}"""
MOVING = """() => document.getAnimations()
  .filter((one) => one.playState === "running" && one.effect.getComputedTiming().duration > 50).length"""


@pytest.fixture
def main_pages(jordan):
    """Return the addresses of the main pages of somebody with a whole analysis."""
    with acting_as(jordan.pk):
        job = sample_job(jordan)
        Job.objects.filter(pk=job.pk).update(report_payload=load_sample().report_payload)
    analysis = f"/analyses/{job.pk}/"
    tabs = [f"{analysis}?tab={tab}" for tab in ("overview", "charts", "retirement", "recommendations")]
    return ["/dashboard/", "/accounts/", "/team/", "/settings/plan/", *tabs, f"{analysis}what-if/?save=30000"]


def test_opened_pages_fit_the_smallest_screen(visitor, jordan, main_pages):
    visitor.sign_in(jordan)
    visitor.page.set_viewport_size(SMALLEST)
    for path in main_pages:
        visitor.open(path)
        assert visitor.page.evaluate(SQUEEZED) == [], path
        assert not visitor.too_wide(), path
        assert visitor.page.evaluate(MOVING) == 0, "it moves although the visitor asked for less motion"


def test_main_pages_fit_a_tablet(visitor, jordan, main_pages):
    visitor.sign_in(jordan)
    for width in (776, 800, 960):
        visitor.page.set_viewport_size({"width": width, "height": 900})
        for path in main_pages[:1] + main_pages[-2:]:
            visitor.open(path)
            assert not visitor.too_wide(), (path, width)


def test_drawings_show_in_forced_colors(visitor, jordan, main_pages):
    visitor.sign_in(jordan)
    for theme in ("light", "dark"):
        visitor.page.emulate_media(forced_colors="active", color_scheme=theme)
        for path in main_pages:
            visitor.open(path)
            assert visitor.page.evaluate(INVISIBLE) == [], (theme, path)


def test_a_message_of_success_leaves(visitor, jordan):
    visitor.sign_in(jordan)
    visitor.page.clock.install()
    visitor.open("/settings/plan/")
    visitor.page.fill("[name=annual_contribution]", "25,000")
    visitor.page.get_by_role("button", name="Save plan").click()
    message = visitor.page.get_by_text("Plan saved.")
    expect(message).to_be_visible()
    visitor.page.mouse.move(0, 0)
    visitor.page.clock.fast_forward(6_500)
    expect(message).to_have_count(0)
