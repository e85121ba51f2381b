"""Take the pictures of the README from a running server: the main pages in Chromium, as PNG files in docs/.

    python bench/pictures.py --address http://127.0.0.1:8000 --email demo@example.com --password alex-demo-password

The person needs a finished analysis, as the demo user of `python3 start.py` has. Each picture is printed with its size;
one above 200 KB is an error, as everybody who clones the repository loads them.
"""

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

DOCS = Path(__file__).resolve().parents[1] / "docs"
MAX_KB = 200
SIZE: dict[str, Any] = {"width": 1280, "height": 700}


def open_a_figure(page: Page) -> None:
    """Open the card of the first forecast of the letter."""
    page.locator("button.fact.forecast").first.click()
    page.wait_for_timeout(300)


def try_a_change(page: Page) -> None:
    """Move to the what-if page of this analysis and try two changes."""
    page.goto(f"{page.url.split('?')[0]}what-if/?retire=67&save=30000")


def stay(page: Page) -> None:
    """Take the page as it is."""


@dataclass(frozen=True)
class Picture:
    """One file: the page that it shows, and what is done there first."""

    name: str
    path: str
    prepare: Callable[[Page], None] = stay


PICTURES = (
    Picture("dashboard", "/dashboard/"),
    Picture("analysis", "/analysis/", open_a_figure),
    Picture("what-if", "/analysis/", try_a_change),
    Picture("charts", "/analysis/?tab=charts"),
    Picture("team", "/team/"),
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--address", default="http://127.0.0.1:8000")
    parser.add_argument("--email", default="demo@example.com")
    parser.add_argument("--password", default="alex-demo-password")
    parser.add_argument("--chromium", default=None, help="path of the browser, if Playwright has none of its own")
    options = parser.parse_args()
    too_large = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=options.chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE, reduced_motion="reduce", color_scheme="light")
        page.goto(f"{options.address}/auth/login/")
        page.fill("[name=login]", options.email)
        page.fill("[name=password]", options.password)
        page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url("**/dashboard/**")
        for picture in PICTURES:
            page.goto(options.address + picture.path)
            picture.prepare(page)
            page.wait_for_load_state("networkidle")
            file = DOCS / f"{picture.name}.png"
            page.screenshot(path=file)
            size = file.stat().st_size / 1024
            print(f"{file.relative_to(DOCS.parent)}  {size:.0f} KB")
            if size > MAX_KB:
                too_large.append(picture.name)
        browser.close()
    return 1 if too_large else 0


if __name__ == "__main__":
    sys.exit(main())
