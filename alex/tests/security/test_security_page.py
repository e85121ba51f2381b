"""docs/security.md names every item once, and only tests that exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs/security.md").read_text()
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if re.match(r"\| (\d|LLM|ASI)", line)
]
SECTIONS = {
    "1.2": [1, 2, 3, 4, 10],
    "1.3": [1, 2, 5, 6, 12],
    "1.5": [2],
    "2.2": [1, 2, 3],
    "2.3": [2, 3, 4],
    "2.4": [1],
    "3.2": [1, 2],
    "3.3": [1, 2, 3, 4],
    "3.4": [1, 2, 3, 4, 5, 6, 7, 8],
    "3.5": [1, 3],
    "3.6": [1],
    "3.7": [2],
    "4.1": [1, 4],
    "5.1": [1],
    "5.2": [1, 2],
    "5.4": [2],
    "6.2": [1, 4, 5, 9, 10, 12],
    "6.3": [1, 3, 7, 8],
    "6.4": [3],
    "6.5": [1],
    "7.2": [4],
    "7.3": [1, 2],
    "7.4": [1, 2, 3],
    "7.5": [1, 2],
    "8.2": [1, 2, 3],
    "8.3": [1, 3],
    "8.4": [1],
    "11.4": [2],
    "11.5": [1],
    "12.1": [1],
    "12.3": [2],
    "13.2": [2, 4],
    "13.3": [1],
    "13.4": [1, 2, 5],
    "14.2": [1, 7],
    "14.3": [2, 3],
    "15.1": [2],
    "15.2": [2, 4],
    "15.3": [2, 3],
    "15.4": [2],
    "16.2": [1, 5],
    "16.3": [1, 2],
    "16.4": [1],
    "16.5": [1, 2, 3, 4],
}
"""The items of each section that matter here."""
ASVS = [f"{section}.{number}" for section, numbers in SECTIONS.items() for number in numbers]
RISKS = [f"LLM{number:02}" for number in range(1, 11)] + [f"ASI{number:02}" for number in range(1, 11)]


def test_every_item_and_risk_has_one_row():
    assert len(ASVS) == 97
    assert sorted(row[0].split()[0] for row in ROWS) == sorted([*ASVS, *RISKS])


@pytest.mark.parametrize("row", ROWS, ids=[row[0].split()[0] for row in ROWS])
def test_each_row_names_a_test_that_exists(row):
    named = re.findall(r"`([^`]+)`", row[-1])
    assert named and all(name.startswith("python3 start.py") or (ROOT / name).is_file() for name in named)
    assert row[-2]
