"""One thing that an analysis changed and that matters to the person, as it is stored and mailed."""

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

FindingKind = Literal["chance", "verdict", "new_action", "gone_action"]
MAX_GONE = 3
"""How many recommendations that are gone are shown at once, so that they do not crowd out what matters."""


class Finding(BaseModel):
    """key: what it is about: a claim or an action. verdict: of the claim now. text: one sentence for the person."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: FindingKind
    key: str
    verdict: str = ""
    text: str


def shorten_news(findings: Sequence[Finding]) -> tuple[list[Finding], int]:
    """Return what is shown at once, what matters most first, and how many recommendations that are gone are not."""
    gone = [one for one in findings if one.kind == "gone_action"]
    return [*(one for one in findings if one.kind != "gone_action"), *gone[:MAX_GONE]], len(gone[MAX_GONE:])
