"""Recognize target-date funds by their name."""

import re

FAMILY_PATTERN = re.compile(
    r"\btarget\b|\bretirement|retirement\b|\bfreedom\b|\blife ?path|\blife ?cycle|\blife ?time|\bL 20\d\d\b",
    re.IGNORECASE,
)
"""Words that fund families use for their target-date funds, such as SmartRetirement, LifePath and the plan's L 2045."""
OTHER_FUND_PATTERN = re.compile(
    r"bonds?\b|\btreasur|\bmuni|\bmaturity\b|\bbulletshares\b|\bcollege\b|\beducation\b|\benrollment\b", re.IGNORECASE
)
"""Funds with a year that are something else: bonds that mature in it, or savings for college."""
YEAR_PATTERN = re.compile(r"\b(20\d\d)\b")


def find_target_year(name: str) -> int | None:
    """Return the year in the name of a target-date fund; None if it is none, or the family names no year."""
    year = YEAR_PATTERN.search(name)
    if year is None or not FAMILY_PATTERN.search(name) or OTHER_FUND_PATTERN.search(name):
        return None
    return int(year[1])
