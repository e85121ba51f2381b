"""Read the lines of an outline. A line names a claim, a section, an action, a chart, a specialist or a note.

## section
[but|so|also] kind argument argument
do action
chart series [type]
consult specialist kind argument ..
note: text [1]
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from advisors.claims.sections import Section
from advisors.document.document import SECTION_TITLES
from advisors.document.parts import Link

LineType = Literal["heading", "claim", "do", "chart", "consult", "note"]
MAX_LINES = 120
MAX_LINE_LENGTH = 600
LINKS: dict[str, Link] = {"but": "But", "so": "So", "also": "Also", "because": ""}
DECORATION_PATTERN = re.compile(r"^(?:[\s>*\-•`{]|\d{1,3}[.):](?=\s))+")
FENCE_PATTERN = re.compile(r"^\s*```")
HEADING_PATTERN = re.compile(r"^\s*#{1,6}(.*)$")
NOTE_PATTERN = re.compile(r"^note\s*:\s*", re.IGNORECASE)
SECTION_NAMES = {**{key.value: key for key in Section}, **{title.lower(): key for key, title in SECTION_TITLES.items()}}
SYNONYMS = {
    "concentration": "company", "single_company": "company", "success": "on_track", "probability": "on_track",
    "readiness": "on_track", "goal": "goal_gap", "gap": "goal_gap", "income_gap": "goal_gap",
    "target": "against_target", "drift": "against_target", "targets": "off_target", "total": "worth",
    "net_worth": "worth", "value": "worth", "allocation": "split", "asset_mix": "split", "cost": "fees",
    "costs": "fees", "fee": "fees", "crashes": "crash", "volatility": "risk_level", "risk": "risk_level",
    "what_if": "change", "effect": "change", "stress": "one_point", "largest": "rank", "biggest": "rank",
    "past": "history", "backtest": "history", "cash": "idle_cash", "emergency_fund": "reserve",
    "unclassified_share": "unclassified", "sample_prices": "prices", "withdrawals": "rmd",
    "required_withdrawals": "rmd", "limits": "not_modelled", "assumptions": "assumed",
}  # fmt: skip
"""Other names that models give to kinds of claims."""


@dataclass(frozen=True)
class OutlineLine:
    """One line as it was written. name: kind of a claim, key of a section, id of an action, key of a series, or role.

    number: its place among the lines that are not blank, from 1.
    """

    number: int
    text: str
    type: LineType
    name: str
    arguments: tuple[str, ...] = ()
    link: Link = ""


def parse_outline(text: str) -> Iterator[OutlineLine]:
    """Yield the lines of an outline. Bullets, numbers, fences and quotes around a line do not matter."""
    number = 0
    for raw in text.splitlines():
        if not raw.strip(" \t`*->{}") or FENCE_PATTERN.match(raw):
            continue
        number += 1
        if number > MAX_LINES:
            return
        yield parse_line(raw[:MAX_LINE_LENGTH], number)


def parse_line(raw: str, number: int) -> OutlineLine:
    """Read one line. A line that is no other type is a claim, whatever it holds: resolving it says what is wrong."""
    if heading := HEADING_PATTERN.match(raw):
        title = heading[1].rstrip().rstrip("#").strip(" \t*:").lower()
        return OutlineLine(number, raw.strip(), "heading", SECTION_NAMES.get(title, title))
    line = DECORATION_PATTERN.sub("", raw).strip().rstrip("`*} ")
    if NOTE_PATTERN.match(line):
        return OutlineLine(number, line, "note", "note", (NOTE_PATTERN.sub("", line),))
    words = line.partition(" = ")[0].split()
    link: Link = ""
    if len(words) > 1 and words[0].lower().rstrip(",:") in LINKS:
        link = LINKS[words.pop(0).lower().rstrip(",:")]
    first = words[0].strip("`*:,").lower() if words else ""
    rest = tuple(word.strip("`*,;()[]\"'") for word in words[1:])
    if first in ("do", "chart", "consult") and rest:
        line_type: LineType = "do" if first == "do" else "chart" if first == "chart" else "consult"
        return OutlineLine(number, line, line_type, rest[0].lower(), rest[1:])
    return OutlineLine(number, line, "claim", SYNONYMS.get(first, first), tuple(filter(None, rest)), link)
