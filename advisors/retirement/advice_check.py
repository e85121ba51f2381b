"""Check that a text advises only changes that were tested and clearly help."""

import re
from collections.abc import Iterator

from advisors.retirement.advice import RANKED_WITHOUT_GOAL_NOTE, WhatIfResults, draft_actions, helpful_what_ifs
from advisors.writing.case import Situation
from portfolios.facts.families import Family

_ADVICE_SECTION = re.compile(r"(?ims)^#{1,6}[ \t]+What to do\b[^\n]*\n(.*?)(?=^#{1,6}[ \t]|\Z)")
_BLOCK_SEPARATOR = re.compile(r"\n[ \t]*\n|\n(?=[ \t]*(?:[-*+]|\d{1,2}[.)])[ \t])")
_LIST_MARKER = re.compile(r"(?:[-*+]|\d{1,2}[.)])[ \t]")
_WHAT_IF_REFERENCE = re.compile(rf"\[\[[ \t]*{Family.CHANGE}\.(\w+)\.")


def find_untested_advice(text: str, situation: Situation, what_ifs: WhatIfResults) -> Iterator[str]:
    """Yield a message for each block under What to do that names no what-if which clearly helps."""
    sections = _ADVICE_SECTION.findall(text)
    if not sections:
        yield "There is no section What to do."
    advised = draft_actions(situation, what_ifs)
    helpful = {key for key, _ in helpful_what_ifs(situation, what_ifs)} if advised else set()
    keys = helpful or {key for key, _ in what_ifs}
    for block in filter(None, map(str.strip, _BLOCK_SEPARATOR.split("\n\n".join(sections)))):
        is_item = _LIST_MARKER.match(block) is not None
        is_introduction = block == RANKED_WITHOUT_GOAL_NOTE or (block.endswith(":") and not is_item)
        if is_introduction or not (helpful or is_item):
            continue
        if keys.isdisjoint(_WHAT_IF_REFERENCE.findall(block)):
            yield f"{block[:60]}: this advice names no change that was tried and clearly helps"
