"""What a retirement analysis advises: only changes that were tried, and of those only the ones that help."""

import re
from collections.abc import Iterator

from advisors.retirement.levers import RANKED_WITHOUT_GOAL_NOTE, WhatIfResults, draft_actions
from advisors.writing.case import Situation

_ADVICE_SECTION = re.compile(r"(?ims)^#{1,6}[ \t]+What to do\b[^\n]*\n(.*?)(?=^#{1,6}[ \t]|\Z)")
_BLOCK_SEPARATOR = re.compile(r"\n[ \t]*\n|\n(?=[ \t]*(?:[-*+]|\d{1,2}[.)])[ \t])")
_LIST_MARKER = re.compile(r"(?:[-*+]|\d{1,2}[.)])[ \t]")
_WHAT_IF_REFERENCE = re.compile(r"\[\[[ \t]*(what_if_\d+)_")


def find_untested_advice(text: str, s: Situation, tried: WhatIfResults) -> Iterator[str]:
    """In words, what it advises that no what-if bears out."""
    sections = _ADVICE_SECTION.findall(text)
    if not sections:
        yield "There is no section What to do."
    helping = {action.impact[0].rpartition("_")[0] for action in draft_actions(s, tried)}
    keys = helping or {key for key, _ in tried}
    for block in filter(None, map(str.strip, _BLOCK_SEPARATOR.split("\n\n".join(sections)))):
        is_advice = bool(helping) or _LIST_MARKER.match(block) is not None
        if is_advice and not _is_introduction(block) and keys.isdisjoint(_WHAT_IF_REFERENCE.findall(block)):
            yield f"{block[:60]}: this advice names no change that was tried and clearly helps"


def _is_introduction(block: str) -> bool:
    return block == RANKED_WITHOUT_GOAL_NOTE or (block.endswith(":") and _LIST_MARKER.match(block) is None)
