"""Measure the pages of a running server in Chromium, as a phone sees them: bytes, requests, LCP, CLS, TBT, tab stops.

    python bench/pages.py --address http://127.0.0.1:8000 --email demo@example.com --password alex-demo-password

Each page is opened in a fresh browser without a cache, 360 px wide. LCP and TBT (what long tasks take beyond 50 ms)
are in ms, CLS has no unit, bytes are as sent over the wire. --network slow4g delays and throttles as Lighthouse does
(150 ms, 1.6 Mbit/s), --cpu 4 slows the processor. Where Lighthouse is installed, it says its scores and timings of the
same pages too, with each audit that fails; "!" marks what is beyond its limit. On a machine that others use, blocking
times grow with the load: the last column says how fast Lighthouse found it.
"""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from lighthouse import LIMITS, MISSING, SCORES, audit_pages, find_lighthouse, print_audited
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

PUBLIC = ("/", "/auth/login/", "/auth/signup/")
PRIVATE = (
    "/dashboard/", "/accounts/", "/team/", "/team/decisions/", "/settings/plan/", "/settings/privacy/",
    "/settings/notifications/", "/settings/security/", "/settings/keys/", "/settings/activity/",
)  # fmt: skip
PARTS = ("", "?tab=charts", "?tab=retirement", "?tab=recommendations", "?tab=trace", "?tab=all", "what-if/")
"""Of the last analysis."""
SIZES: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 2}
NETWORKS = {"fast": None, "slow4g": {"latency": 150, "downloadThroughput": 204_800, "uploadThroughput": 96_000}}
OBSERVE = """
window.measured = { lcp: 0, cls: 0, tbt: 0 };
new PerformanceObserver((list) => { for (const e of list.getEntries()) measured.lcp = e.startTime; })
  .observe({ type: "largest-contentful-paint", buffered: true });
new PerformanceObserver((list) => {
  for (const e of list.getEntries()) if (!e.hadRecentInput) measured.cls += e.value;
})
  .observe({ type: "layout-shift", buffered: true });
new PerformanceObserver((list) => { for (const e of list.getEntries()) measured.tbt += Math.max(0, e.duration - 50); })
  .observe({ type: "longtask", buffered: true });
"""
STOPS = """[...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
  .filter((one) => one.tabIndex >= 0 && one.type !== "hidden" && one.checkVisibility()).length"""


@dataclass(frozen=True)
class Measured:
    path: str
    kilobytes: float
    scripts: float
    requests: int
    lcp: float
    cls: float
    tbt: float
    stops: int


def measure(page: Page, address: str, path: str, conditions: tuple[dict[str, int] | None, float]) -> Measured:
    """Open one page and wait until nothing loads any more. conditions: of the network, and of the processor."""
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    client.send("Network.setCacheDisabled", {"cacheDisabled": True})
    network, slowdown = conditions
    if network:
        client.send("Network.emulateNetworkConditions", {"offline": False, **network})
    if slowdown > 1:
        client.send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
    sent: dict[str, float] = {}
    kinds: dict[str, str] = {}
    client.on("Network.responseReceived", lambda event: kinds.__setitem__(event["requestId"], event["type"]))
    client.on("Network.loadingFinished", lambda e: sent.__setitem__(e["requestId"], e["encodedDataLength"]))
    page.add_init_script(OBSERVE)
    page.goto(address + path)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(300)
    found: dict[str, Any] = page.evaluate("measured")
    scripts = sum(size for key, size in sent.items() if kinds.get(key) == "Script")
    return Measured(
        path, sum(sent.values()) / 1024, scripts / 1024, len(sent), found["lcp"], found["cls"], found["tbt"],
        page.evaluate(STOPS),
    )  # fmt: skip


def sign_in(page: Page, options: argparse.Namespace) -> None:
    page.goto(f"{options.address}/auth/login/")
    page.fill("[name=login]", options.email)
    page.fill("[name=password]", options.password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"{options.address}/dashboard/**")


def find_pages(page: Page, options: argparse.Namespace) -> list[str]:
    """Return the pages of the person who is signed in: one account and the parts of the last analysis among them."""
    page.goto(f"{options.address}/accounts/")
    own = page.locator("main a[href^='/accounts/']").evaluate_all("(links) => links.map((one) => one.pathname)")
    account = [path for path in own if len(path) == len("/accounts//") + 36][:1]
    page.goto(f"{options.address}/analysis/")
    analysis = page.url.removeprefix(options.address).split("?")[0]
    return [*PRIVATE, *account, *(analysis + part for part in PARTS)]


def print_own_measures(browser: Browser, options: argparse.Namespace) -> list[str]:
    """Print what the browser itself says of each page; return the pages that need an account."""
    signed_in = browser.new_context(**SIZES)
    page = signed_in.new_page()
    sign_in(page, options)
    private = find_pages(page, options)
    state = signed_in.storage_state()
    print(f"{'page':60} {'KB':>6} {'JS KB':>6} {'requests':>8} {'LCP ms':>7} {'CLS':>6} {'TBT ms':>6} {'stops':>9}")
    for path in (*PUBLIC, *private):
        context = browser.new_context(**SIZES, storage_state=None if path in PUBLIC else state)
        one = measure(context.new_page(), options.address, path, (NETWORKS[options.network], options.cpu))
        context.close()
        print(
            f"{one.path:60} {one.kilobytes:6.0f} {one.scripts:6.0f} {one.requests:8} {one.lcp:7.0f} {one.cls:6.3f} "
            f"{one.tbt:6.0f} {one.stops:9}",
            flush=True,
        )
    return private


def print_scores(playwright: Playwright, private: list[str], options: argparse.Namespace) -> None:
    """Print what Lighthouse says of each page, or that it was not found."""
    command = find_lighthouse(options.lighthouse)
    if command is None:
        print(f"\n{MISSING}")
        return
    names = (*(name[:5] for name in SCORES), *("".join(word[0] for word in name.split("-")) for name in LIMITS))
    print(f"\n{'Lighthouse':60} {' '.join(f'{name:>6}' for name in names[:4])} "
          f"{' '.join(f'{name.upper():>9}' for name in names[4:])} {'machine':>7}")  # fmt: skip
    pages = [*((path, False) for path in PUBLIC), *((path, True) for path in private)]
    audits = audit_pages(
        playwright, command, options.address, pages,
        sign_in=lambda page: sign_in(page, options), chromium=options.chromium,
    )  # fmt: skip
    for one in audits:
        print_audited(one)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--address", default="http://127.0.0.1:8000")
    parser.add_argument("--email", default="demo@example.com")
    parser.add_argument("--password", default="alex-demo-password")
    parser.add_argument("--network", choices=NETWORKS, default="fast")
    parser.add_argument("--cpu", type=float, default=1)
    parser.add_argument("--chromium", default=None, help="path of the browser, if Playwright has none of its own")
    parser.add_argument("--lighthouse", default=None, help="path of Lighthouse, if it is not on the search path")
    options = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=options.chromium, args=["--no-sandbox"])
        private = print_own_measures(browser, options)
        browser.close()
        print_scores(playwright, private, options)


if __name__ == "__main__":
    main()
