"""Score a page's headers as Mozilla's HTTP Observatory does: from 100 points, bonus only from 90 points."""

import re

YEAR_HALF = 15_768_000
SAFE_REFERRERS = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}


def policy_of(response):
    """Return the content security policy by directive."""
    parts = (part.split() for part in response.get("Content-Security-Policy", "").split(";"))
    return {words[0]: words[1:] for words in parts if words}


def score_csp(policy):
    scripts = policy.get("script-src", policy.get("default-src", []))
    styles = policy.get("style-src", policy.get("default-src", []))
    if not policy or "'unsafe-inline'" in scripts:
        return -25 if not policy else -20
    if "'unsafe-eval'" in scripts:
        return -10
    if "'unsafe-inline'" in styles:
        return 0
    return (
        10 if policy.get("default-src") == ["'none'"] and policy.get("form-action") in (["'self'"], ["'none'"]) else 5
    )


def score_cookies(response, session_name):
    """Return 5 if every cookie is safe. A page without cookies gets nothing."""
    cookies = response.cookies.values()
    if any(not cookie["secure"] for cookie in cookies):
        return -40
    if any(cookie.key == session_name and not cookie["httponly"] for cookie in cookies):
        return -30
    if any(cookie["samesite"] not in ("Lax", "Strict") for cookie in cookies):
        return -20
    return 5 if cookies else 0


def score_scripts(response):
    """Return 5 if every script has the hash of its content. Scripts of other sites cost 5."""
    scripts = re.findall(rb"<script[^>]*src=[^>]*>", response.content)
    if any(re.search(rb'src="(?:https?:)?//', tag) for tag in scripts):
        return -5
    return 5 if scripts and all(re.search(rb' integrity="sha384-[^"]{64}"', tag) for tag in scripts) else 0


def score(response, session_name):
    """Return the score of a page that was asked for by https."""
    policy = policy_of(response)
    age = re.match(r"max-age=(\d+)", response.get("Strict-Transport-Security", ""))
    parts = [
        score_csp(policy), score_cookies(response, session_name), score_scripts(response),
        5 if response.get("Referrer-Policy") in SAFE_REFERRERS else -5,
        0 if age and int(age[1]) >= YEAR_HALF else -20,
        0 if response.get("X-Content-Type-Options") == "nosniff" else -5,
        5 if "frame-ancestors" in policy else -20,
        10 if response.get("Cross-Origin-Resource-Policy") in ("same-origin", "same-site") else 0,
        -50 if response.get("Access-Control-Allow-Origin") == "*" else 0,
    ]  # fmt: skip
    without_bonus = 100 + sum(part for part in parts if part < 0)
    return without_bonus + sum(part for part in parts if part > 0) if without_bonus >= 90 else without_bonus
