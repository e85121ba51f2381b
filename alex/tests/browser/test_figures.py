"""Figures in Chromium: by mouse, keyboard and touch, without scripts, and in print."""

import pytest
from playwright.sync_api import expect

from alex.tests.support.browser import WIDTHS, Visitor
from analysis.models import Job
from people import acting_as

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BOTH = pytest.mark.parametrize("visitor", ["desktop", "phone"], indirect=True)
TABS = ("overview", "charts", "retirement", "recommendations", "all")


@pytest.fixture
def job(analyzed_jordan):
    with acting_as(analyzed_jordan.pk):
        return Job.objects.owned_by(analyzed_jordan).get().pk


@pytest.fixture
def reader(visitor, analyzed_jordan, job):
    visitor.sign_in(analyzed_jordan)
    visitor.open(f"/analyses/{job}/")
    return visitor


def worth(visitor):
    return visitor.page.get_by_role("article").locator("button.fact", has_text="$692,318").first


def card(visitor, fact="portfolio-value"):
    return visitor.page.locator(f"#fact-{fact}")


def is_inside(visitor, found):
    box, size = found.bounding_box(), visitor.page.viewport_size
    return box["x"] >= 0 and box["y"] >= 0 and box["x"] + box["width"] <= size["width"] + 1 and (
        box["y"] + box["height"] <= size["height"] + 1
    )  # fmt: skip


def is_next_to(box, other):
    """Return whether two boxes touch vertically and overlap horizontally."""
    upper, lower = sorted((box, other), key=lambda item: item["y"])
    overlap = min(box["x"] + box["width"], other["x"] + other["width"]) - max(box["x"], other["x"])
    return abs(upper["y"] + upper["height"] - lower["y"]) < 16 and overlap > 0


def test_a_fact_shows_only_while_hovered(reader):
    expect(card(reader)).to_be_hidden()
    worth(reader).hover()
    expect(card(reader)).to_contain_text("Quantity x price over all priced positions, plus cash", ignore_case=True)
    expect(card(reader)).to_contain_text("Uninvested cash in accounts $23,590")
    expect(card(reader)).to_contain_text("Your accounts as of")
    card(reader).hover()
    reader.page.wait_for_timeout(400)
    expect(card(reader)).to_be_visible()
    reader.page.mouse.move(2, 2)
    expect(card(reader)).to_be_hidden()


def test_the_keyboard_opens_and_closes_a_fact(reader):
    worth(reader).focus()
    reader.page.keyboard.press("Shift+Tab")
    reader.page.keyboard.press("Tab")
    expect(card(reader)).to_be_visible()
    reader.page.keyboard.press("Escape")
    expect(card(reader)).to_be_hidden()
    expect(worth(reader)).to_be_focused()
    reader.page.keyboard.press("Enter")
    expect(card(reader)).to_be_visible()
    reader.page.keyboard.press("Tab")
    expect(card(reader)).to_be_hidden()
    focused = reader.page.locator("button.fact:focus")  # which figure follows depends on the phrasing
    expect(reader.page.locator(f"#{focused.get_attribute('popovertarget')}")).to_be_visible()


def test_a_resting_pointer_leaves_a_focused_fact(reader):
    worth(reader).hover()
    worth(reader).focus()
    reader.page.keyboard.press("Shift+Tab")
    reader.page.keyboard.press("Tab")
    expect(card(reader)).to_be_visible()
    reader.page.evaluate("window.scrollBy(0, 300)")  # the browser reports what is now under the pointer
    reader.page.wait_for_timeout(600)
    expect(card(reader)).to_be_visible()


def test_a_clicked_fact_stays_until_a_click_away(reader):
    worth(reader).click()
    reader.page.mouse.move(2, 2)
    reader.page.wait_for_timeout(400)
    expect(card(reader)).to_be_visible()
    reader.page.get_by_role("heading", level=1).click()
    expect(card(reader)).to_be_hidden()


def test_a_shared_card_follows_the_hovered_figure(reader):
    worth(reader).hover()
    expect(card(reader)).to_be_visible()
    beside = reader.page.locator(".key-figures button.fact", has_text="$692,318")
    beside.hover()
    reader.page.wait_for_timeout(400)
    assert is_next_to(card(reader).bounding_box(), beside.bounding_box())
    assert not is_next_to(card(reader).bounding_box(), worth(reader).bounding_box())


@pytest.mark.parametrize("visitor", ["phone"], indirect=True)
def test_a_fact_is_a_bottom_sheet_on_a_phone(reader):
    worth(reader).click()
    expect(card(reader)).to_be_visible()
    box = card(reader).bounding_box()
    assert (box["x"], box["width"]) == (0, 360)
    assert worth(reader).bounding_box()["y"] + worth(reader).bounding_box()["height"] <= box["y"]  # not covered
    assert is_inside(reader, card(reader))
    assert not reader.too_wide()


@BOTH
def test_every_tab_is_clean_with_a_card_open(reader, job):
    for tab in TABS:
        reader.open(f"/analyses/{job}/?tab={tab}")
        figure = reader.page.locator("main button.fact:visible").first
        figure.click()
        found = reader.page.locator(".fact-card:popover-open")
        expect(found).to_have_count(1)
        assert is_inside(reader, found), tab
        assert (reader.barriers(), reader.too_wide(), reader.complaints) == ([], False, []), tab


def test_a_swapped_in_tab_has_its_fact_cards(reader):
    reader.page.get_by_role("link", name="Recommendations", exact=True).click()
    figure = reader.page.locator(".actions-list button.fact").first
    figure.hover()
    expect(reader.page.locator(".fact-card:popover-open")).to_have_count(1)


def test_a_fact_opens_without_scripts(browser, live_server, analyzed_jordan, job):
    visitor = Visitor(browser, live_server.url, WIDTHS["desktop"], java_script_enabled=False)
    visitor.sign_in(analyzed_jordan)
    visitor.open(f"/analyses/{job}/")
    worth(visitor).click()
    expect(card(visitor)).to_be_visible()
    visitor.page.keyboard.press("Escape")
    expect(card(visitor)).to_be_hidden()
    visitor.context.close()


def test_print_shows_figures_without_cards(reader):
    worth(reader).click()
    reader.page.emulate_media(media="print")
    expect(worth(reader)).to_be_visible()
    expect(reader.page.locator(".legend")).to_be_hidden()
    expect(card(reader)).to_be_hidden()


def test_fact_kinds_differ_by_line_and_ground(reader):
    styles = reader.page.evaluate(
        "[...document.querySelectorAll('.legend .fact')].map((one) => getComputedStyle(one)).map((style) => ["
        "style.textDecorationLine, style.textDecorationStyle, style.backgroundImage !== 'none'])"
    )
    computed, given = ["none", "solid", False], ["underline", "solid", False]
    assert styles == [computed, given, ["underline", "dashed", False], ["none", "solid", True]]


def test_a_paragraph_is_one_stop_for_the_keyboard(reader):
    """Arrow keys lead from figure to figure, Tab to the next paragraph."""
    page, focused = reader.page, "document.activeElement.textContent"
    figures = page.locator("#letter section").first.locator("button.fact")
    assert [figure.get_attribute("tabindex") for figure in figures.all()] == ["0"] + ["-1"] * (figures.count() - 1)
    figures.first.focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate(focused) == figures.nth(1).text_content()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Tab")
    assert page.locator("#letter section").nth(1).locator("button.fact").first.text_content() == page.evaluate(focused)
    stops = page.locator("main :is(a, button, summary, [tabindex='0']):not([tabindex='-1']):visible")
    assert stops.count() <= 90
