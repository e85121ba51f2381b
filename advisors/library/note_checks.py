"""What a note may hold: plain words. Whoever wrote it, a model or a program with a key, it is not trusted."""

import re
import unicodedata

from portfolios.cleaning import clean_text

HTML_PATTERN = re.compile(r"<[A-Za-z/!?]|&(?:#\w+|[A-Za-z]\w*);")
LINK_PATTERN = re.compile(r"\b(?:https?|ftp|file|data|javascript|mailto)\s*:\S|://|\bwww\.|\]\s*[(\[]", re.IGNORECASE)


def clean_note_text(text: str) -> str:
    """Its lines without what hides in them; empty ones are gone."""
    return "\n".join(line for line in map(clean_text, text.splitlines()) if line)


def find_text_errors(text: str, longest: int) -> list[str]:
    """In words, what is wrong with a text; the source stands beside it and nowhere else."""
    found = []
    if len(text) > longest:
        found.append(f"It is longer than {longest} characters.")
    if HTML_PATTERN.search(text):
        found.append("It holds HTML.")
    if LINK_PATTERN.search(text):
        found.append("It holds a link.")
    if any(unicodedata.category(c) in {"Cf", "Cc", "Co", "Cs"} for c in text if c != "\n"):
        found.append("It holds invisible characters.")
    return found
