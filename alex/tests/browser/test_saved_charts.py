"""Charts saved as pictures are whole: the drawing to its right edge, the title, and what each color means."""

from io import BytesIO

import pytest
from PIL import Image

from analysis.tests.support.what_if_bases import sample_job

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SCALE = 2


@pytest.fixture
def charts(visitor, alice):
    visitor.sign_in(alice)
    visitor.open(f"/analyses/{sample_job(alice).pk}/?tab=all")
    yield visitor.page.locator("figure:has(button[data-save=png])").all()
    assert visitor.complaints == []


def save(figure):
    """Return the picture of a chart."""
    with figure.page.expect_download() as download:
        figure.locator("button[data-save=png]").evaluate("button => button.click()")
    return Image.open(BytesIO(download.value.path().read_bytes())).convert("RGB")


def is_blank(picture, box):
    return len(picture.crop(box).getcolors(2) or (1, 2, 3)) == 1


def test_saved_charts_are_whole(charts):
    assert len(charts) >= 5
    for figure in charts:
        picture, drawing = save(figure), figure.locator("svg.wide").first
        name, (width, height) = figure.get_attribute("id"), picture.size
        assert is_blank(picture, (width - 20, 0, width, 90)), f"{name}: the title reaches the edge"
        if not drawing.count():
            continue
        drawn = [SCALE * int(size) for size in drawing.get_attribute("viewBox").split()[2:]]
        rows = -(-figure.locator(".key > li").count() // 5)
        assert width == drawn[0] and height >= drawn[1] + SCALE * (50 + 20 * rows), name
        assert not is_blank(picture, (width - 60, 100, width, drawn[1])), f"{name}: its end is missing"
