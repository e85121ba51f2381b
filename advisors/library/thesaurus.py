"""Terms of finance and the other names they go by."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

THESAURUS_FILE = Path(__file__).parent / "data" / "thesaurus.txt"
Synonyms = tuple[str, ...]


@cache
def load_synonym_groups() -> tuple[tuple[re.Pattern[str], Synonyms], ...]:
    """Each line of the file with the pattern of a text that uses one of its names, in singular or plural."""
    lines = (line.partition("#")[0] for line in THESAURUS_FILE.read_text(encoding="utf-8").splitlines())
    found = [tuple(name.strip() for name in line.split(",")) for line in lines if line.strip()]
    return tuple((_build_pattern(names), names) for names in found)


def find_synonyms(text: str) -> Iterator[Synonyms]:
    """For every term that the text uses, all its names."""
    return (names for pattern, names in load_synonym_groups() if pattern.search(text))


def has_synonym(text: str, names: Synonyms) -> bool:
    """Whether the text uses one of these names of a term."""
    return any(found == names and pattern.search(text) for pattern, found in load_synonym_groups())


def _build_pattern(names: Synonyms) -> re.Pattern[str]:
    forms = "|".join(re.escape(_strip_plural(name)) + _build_plural_pattern(name) for name in names)
    return re.compile(rf"(?<!\w)(?:{forms})(?!\w)", re.IGNORECASE)


def _strip_plural(name: str) -> str:
    return name[:-1] if name[-1] in "sy" and len(name) > 3 else name


def _build_plural_pattern(name: str) -> str:
    """Plural or singular, whichever the file has."""
    return "(?:y|ies)" if name[-1] == "y" and len(name) > 3 else "(?:s|es)?"
