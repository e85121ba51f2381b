"""What the landing page shows is what the stored analysis says."""

import re

import pytest

from advisors import team
from analysis.sample.showcase import HEIGHT, WIDTH, load_showcase
from analysis.sample.stored import load_sample
from portfolios.facts.formatting import format_fact


@pytest.fixture
def page(client, db):
    return client.get("/").content.decode()


def points_of(path):
    return [tuple(map(float, point.split())) for point in re.split("[MLZ]", path) if point]


def test_its_figures_are_those_of_the_facts(page):
    known = load_sample().facts.by_id
    for name in ("portfolio.value", "plan.sustained_90", "plan.growth"):
        assert format_fact(known[name]) in page
    assert f"{round(known['plan.success'].value)}%" in page
    assert f"{load_sample().report_payload.figures_checked} figures checked" in page


def test_it_names_the_actions_of_the_letter(page):
    for action in load_sample().report_payload.document.actions[:3]:
        assert "".join(part.text for part in action.title.parts).rstrip(".") in page.replace("&#x27;", "'")


def test_it_shows_each_agent(page):
    assert all(card.name in page and card.duty in page for card in team.cards())


def test_the_curves_stay_in_their_box():
    fan = load_showcase().fan
    for path in (fan.median, *fan.bands.values()):
        assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in points_of(path))


def test_the_median_lies_within_the_bands():
    fan = load_showcase().fan
    median = points_of(fan.median)
    for band in fan.bands.values():
        points = points_of(band)
        upper, lower = points[: len(median)], points[len(median) :][::-1]
        assert all(a[1] <= b[1] <= c[1] for a, b, c in zip(upper, median, lower, strict=True))


def test_the_mix_adds_up():
    assert sum(share.now for share in load_showcase().mix) == 100
    assert {share.off.rpartition(" ")[2] for share in load_showcase().mix} <= {"over", "under"}


def test_it_says_when_it_was_made(page):
    stored = load_sample()
    assert f"made on {stored.completed_at:%B} {stored.completed_at.day}, {stored.completed_at.year}" in page
