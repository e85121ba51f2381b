"""Label a model's reason for a classification, or leave it out."""

import re
from collections.abc import Iterable

from advisors.outline.notes import find_note_fault

AI_LABEL = "Written by AI, not checked"
NO_REASON = "A language model proposed it, without a reason that we can show. Please confirm or correct it."


def label_rationale(rationale: str, names: Iterable[str]) -> str:
    """Return the reason with its label, or a sentence of ours if it would not pass as a note.

    names: of the instrument. They may hold figures.
    """
    pattern = "|".join(re.escape(name) for name in sorted(filter(None, names), key=len, reverse=True))
    text = re.sub(rf"(?<!\w)(?:{pattern})(?!\w)", "it", rationale) if pattern else rationale
    return NO_REASON if find_note_fault(text.strip(), ()) else f"{AI_LABEL}: {rationale.strip()}"
