"""Measure the pages of a running server in Chromium, as a phone sees them: bytes, requests, LCP, CLS, TBT, tab stops.

    python bench/pages.py --address http://127.0.0.1:8000 --email demo@example.com --password alex-demo-password

Each page is opened in a fresh browser without a cache, 360 px wide. LCP and TBT (what long tasks take beyond 50 ms)
are in ms, CLS has no unit, bytes are as sent over the wire. --network slow4g delays and throttles as Lighthouse does
(150 ms, 1.6 Mbit/s), --cpu 4 slows the processor.
"""

import argparse
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, sync_playwright

PUBLIC = ("/", "/auth/login/")
PRIVATE = (
    "/dashboard/", "/accounts/", "/settings/plan/", "/team/", "/analysis/", "/analysis/?tab=charts",
    "/analysis/?tab=retirement", "/analysis/?tab=recommendations", "/analysis/?tab=trace", "/analysis/?tab=all",
)  # fmt: skip
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--address", default="http://127.0.0.1:8000")
    parser.add_argument("--email", default="demo@example.com")
    parser.add_argument("--password", default="alex-demo-password")
    parser.add_argument("--network", choices=NETWORKS, default="fast")
    parser.add_argument("--cpu", type=float, default=1)
    parser.add_argument("--chromium", default=None, help="path of the browser, if Playwright has none of its own")
    options = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=options.chromium, args=["--no-sandbox"])
        sizes: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 2}
        signed_in = browser.new_context(**sizes)
        page = signed_in.new_page()
        page.goto(f"{options.address}/auth/login/")
        page.fill("[name=login]", options.email)
        page.fill("[name=password]", options.password)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url("**/dashboard/**")
        state = signed_in.storage_state()
        print(f"{'page':34} {'KB':>6} {'JS KB':>6} {'requests':>8} {'LCP ms':>7} {'CLS':>6} {'TBT ms':>6} {'stops':>9}")
        for path in (*PUBLIC, *PRIVATE):
            context = browser.new_context(**sizes, storage_state=None if path in PUBLIC else state)
            one = measure(context.new_page(), options.address, path, (NETWORKS[options.network], options.cpu))
            context.close()
            print(
                f"{one.path:34} {one.kilobytes:6.0f} {one.scripts:6.0f} {one.requests:8} {one.lcp:7.0f} {one.cls:6.3f} "
                f"{one.tbt:6.0f} {one.stops:9}"
            )
        browser.close()


if __name__ == "__main__":
    main()
