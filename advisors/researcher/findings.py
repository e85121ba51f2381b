"""What the researcher answers, and what must be true of it before it becomes a note."""

import re
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from advisors.library.note_checks import clean_note_text, find_text_errors

FEWEST, MOST, LONGEST_POINT = 3, 5, 400
FIGURE_PATTERN = re.compile(r"\d+(?:[.,]\d+)*")


class Findings(BaseModel):
    model_config = ConfigDict(extra="forbid")

    points: list[Annotated[str, Field(max_length=2000)]] = Field(
        max_length=20, description="Three to five points, one plain sentence each."
    )

    @property
    def text(self) -> str:
        return "\n".join(f"- {' '.join(clean_note_text(point).lstrip('-*• ').split())}" for point in self.points)


def find_errors(findings: Findings, article: str) -> list[str]:
    """In words, what keeps these from being a note: a figure of theirs must stand in the article."""
    found = []
    if not FEWEST <= len(findings.points) <= MOST:
        found.append(f"There must be {FEWEST} to {MOST} points.")
    known = set(FIGURE_PATTERN.findall(article))
    for point in findings.points:
        found += [f"“{point[:60]}”: {fault}" for fault in find_text_errors(point, LONGEST_POINT)]
        found += [
            f"{figure} does not stand in the article."
            for figure in FIGURE_PATTERN.findall(point)
            if figure not in known
        ]
        if not clean_note_text(point):
            found.append("A point holds no words.")
    return found
