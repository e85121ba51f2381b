"""The researcher's answer, and the checks it must pass before it becomes a note."""

import re
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from advisors.library.note_checks import clean_note_text, find_text_errors

MIN_POINTS, MAX_POINTS, MAX_POINT_LENGTH = 3, 5, 400
FIGURE_PATTERN = re.compile(r"\d+(?:[.,]\d+)*")


class Findings(BaseModel):
    """What the model answers, as its JSON schema."""

    model_config = ConfigDict(extra="forbid")

    points: list[Annotated[str, Field(max_length=2000)]] = Field(
        max_length=20, description="Three to five points, one plain sentence each."
    )

    @property
    def text(self) -> str:
        return "\n".join(f"- {' '.join(clean_note_text(point).lstrip('-*• ').split())}" for point in self.points)


def find_errors(findings: Findings, article: str) -> list[str]:
    """Return the reasons why these cannot be a note, as sentences. Every figure must be in the article."""
    errors = []
    if not MIN_POINTS <= len(findings.points) <= MAX_POINTS:
        errors.append(f"There must be {MIN_POINTS} to {MAX_POINTS} points.")
    article_figures = set(FIGURE_PATTERN.findall(article))
    for point in findings.points:
        errors += [f"“{point[:60]}”: {error}" for error in find_text_errors(point, MAX_POINT_LENGTH)]
        errors += [
            f"{figure} does not stand in the article."
            for figure in FIGURE_PATTERN.findall(point)
            if figure not in article_figures
        ]
        if not clean_note_text(point):
            errors.append("A point holds no words.")
    return errors
