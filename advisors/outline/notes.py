"""Judge a model's commentary: general background on a cited source, nothing about this person.

This is a tripwire and no proof. By default only notes that cite a source of the library are printed.
"""

import re
import unicodedata
from collections.abc import Iterable

MAX_CHARACTERS = 280
MAX_NOTES = 4
CITATION_PATTERN = re.compile(r"(?<!\s)\s*\[(\d{1,2})\]")
REFUSED_PATTERNS = {
    "a figure": re.compile(r"[\d$€£%]|\b(?:half|third|quarter|double|triple|most|one|two|three|four|five|six|seven|"
                           r"eight|nine|ten|dozen|hundred|thousand|million|billion|percent|twice)\b", re.IGNORECASE),
    "the reader or the writer": re.compile(r"\b(?:you|your|yours|we|our|ours|us|I|my|me)\b", re.IGNORECASE),
    "this person's case": re.compile(
        r"\b(?:here|this|these|such an?|the (?:plan|goal|portfolio|mix|case|costs?|fees|spending|saving|outlook))\b",
        re.IGNORECASE),
    "a promise": re.compile(
        r"\b(?:guarantee\w*|certain\w*|surely|never|always|risk-free|safe\w*|afford\w*|on track|nothing to worry|best|"
        r"worst|largest|cheapest|must|should|will (?:rise|fall|recover|grow)|recommend\w*|bargain|overvalued)\b",
        re.IGNORECASE),
    "a trade": re.compile(r"\b(?:buy|sell|switch|move|invest)(?:s|ing)?\b", re.IGNORECASE),
    "a link or markup": re.compile(r"\w:/|//|www\.|[\w-]{2}\.[a-z]{2}|[<>`\[\]{}|\\@*#~^=]", re.IGNORECASE),
}  # fmt: skip


def find_note_fault(text: str, names: Iterable[str]) -> str:
    """Return what a note may not hold, or nothing. names: of the person's accounts, holdings, classes and sectors."""
    if not 0 < len(text) <= MAX_CHARACTERS:
        return f"no text, or more than {MAX_CHARACTERS} characters"
    # the patterns read only plain Latin letters
    if any(not character.isprintable() or unicodedata.category(character) == "Mn" for character in text):
        return "an invisible character"
    if unicodedata.normalize("NFKC", text) != text:
        return "a character of another form"
    if any(c.isalpha() and not unicodedata.name(c, "").startswith("LATIN") for c in text):
        return "a letter of another alphabet"
    if any(character.isnumeric() for character in text):
        return "a figure"
    for what, pattern in REFUSED_PATTERNS.items():
        if pattern.search(text):
            return what
    lowered = text.casefold()
    named = next((n for n in names if n and re.search(rf"(?<!\w){re.escape(n.casefold())}(?!\w)", lowered)), "")
    return f"the name {named}" if named else ""


def split_citations(text: str) -> tuple[str, tuple[int, ...]]:
    """Return a note without its citations, and their numbers."""
    numbers = tuple(dict.fromkeys(int(number) for number in CITATION_PATTERN.findall(text)))
    return CITATION_PATTERN.sub("", text).strip(), numbers
