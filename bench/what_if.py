"""Measure one release of a what-if slider: the work of the server, before and after taxes, with nothing looked up.

    python bench/what_if.py
    python bench/what_if.py --address http://127.0.0.1:8000 --email demo@example.com --password alex-demo-password

Prints the median and the slowest of 40 changes in ms: the projection with its fan and paired difference, then with the
rendered answer, and what loading the plan takes once in a process. With the address of a running server also the time
in Chromium from the release of the slider until the result is painted, on the latest analysis of that person.
"""

import argparse
import os
import statistics
import sys
from decimal import Decimal
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alex.settings")

import django

django.setup()

from django.template.loader import render_to_string

from analysis.models import Job
from analysis.tests.support.what_if_bases import AFTER_TAX, BEFORE_TAX, sample_snapshot, stored_result
from analysis.what_if.base import build_base
from analysis.what_if.forms import LeversForm
from analysis.what_if.page import build_page
from analysis.what_if.trying import try_levers
from analysis.what_if.values import Levers

CHANGES = 40
RELEASE = """(value) => new Promise((done) => {
  const slider = document.querySelector('#what-if input[type="range"]');
  slider.value = value;
  slider.dispatchEvent(new Event("input", { bubbles: true }));
  const released = performance.now();
  const painted = () => setTimeout(() => done(performance.now() - released));
  document.addEventListener("htmx:afterSettle", () => requestAnimationFrame(painted), { once: true });
  slider.dispatchEvent(new Event("change", { bubbles: true }));
})"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--address", help="of a running server; without it only the server's work is measured")
    parser.add_argument("--email", default="demo@example.com")
    parser.add_argument("--password", default="alex-demo-password")
    parser.add_argument("--chromium", default=None, help="path of the browser, if Playwright has none of its own")
    options = parser.parse_args()
    print_server_work()
    if options.address:
        times = time_releases(options)
        print(f"release to paint {statistics.median(times):4.0f} {max(times):7.0f}")


def time_releases(options: argparse.Namespace) -> list[float]:
    """Move the first slider in a browser and return the times until each result was painted, in ms."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=options.chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(f"{options.address}/auth/login/")
        page.fill("[name=login]", options.email)
        page.fill("[name=password]", options.password)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url("**/dashboard/**")
        page.goto(f"{options.address}/analysis/")
        page.goto(page.url.split("?")[0] + "what-if/")
        page.wait_for_load_state("networkidle")
        times = []
        for number in range(CHANGES):
            times.append(float(page.evaluate(RELEASE, 20_000 + 500 * number)))
            page.wait_for_timeout(700)  # as long as a person waits, at least
        browser.close()
    return times


def print_server_work() -> None:
    print(f"{'':12} {'load':>7} {'project':>14} {'answer':>14}")
    for name, household in (("before taxes", BEFORE_TAX), ("after taxes", AFTER_TAX)):
        started = perf_counter()
        base = build_base(sample_snapshot(household), stored_result(household))
        loaded = 1000 * (perf_counter() - started)
        assert base is not None
        projected, answered = [], []
        for number in range(CHANGES):
            started = perf_counter()
            try_levers(base, Levers(save=Decimal(24_100 + 100 * number), retire=67))
            projected.append(1000 * (perf_counter() - started))
            base.tried.clear()
            started = perf_counter()
            form = LeversForm({"save": str(40_000 + 100 * number), "retire": "67"}, base=base)
            render_to_string("analysis/_what_if_result.html", {"job": Job(), **build_page(base, form, [])})
            answered.append(1000 * (perf_counter() - started))
        texts = [f"{statistics.median(one):6.1f} {max(one):7.1f}" for one in (projected, answered)]
        print(f"{name:12} {loaded:7.0f} {texts[0]} {texts[1]}")


if __name__ == "__main__":
    main()
