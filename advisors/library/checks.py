"""What a note may hold: plain words. Whoever wrote it, a model or a program with a key, it is not trusted."""

import re
import unicodedata

from portfolios.cleaning import clean_text

HTML = re.compile(r"<[A-Za-z/!?]|&(?:#\w+|[A-Za-z]\w*);")
LINK = re.compile(r"\b(?:https?|ftp|file|data|javascript|mailto)\s*:\S|://|\bwww\.|\]\s*[(\[]", re.IGNORECASE)


def cleaned(text: str) -> str:
    """Its lines without what hides in them; empty ones are gone."""
    return "\n".join(line for line in map(clean_text, text.splitlines()) if line)


def faults(text: str, longest: int) -> list[str]:
    """In words, what is wrong with a text; the source stands beside it and nowhere else."""
    found = []
    if len(text) > longest:
        found.append(f"It is longer than {longest} characters.")
    if HTML.search(text):
        found.append("It holds HTML.")
    if LINK.search(text):
        found.append("It holds a link.")
    if any(unicodedata.category(c) in {"Cf", "Cc", "Co", "Cs"} for c in text if c != "\n"):
        found.append("It holds invisible characters.")
    return found
