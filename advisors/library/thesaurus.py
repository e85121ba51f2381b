"""Financial terms and their synonyms."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

THESAURUS_FILE = Path(__file__).parent / "data" / "thesaurus.txt"
Synonyms = tuple[str, ...]


@cache
def load_synonym_groups() -> tuple[tuple[re.Pattern[str], Synonyms], ...]:
    """Return each line of the file as names, with a pattern that finds any of them in singular or plural."""
    lines = (line.partition("#")[0] for line in THESAURUS_FILE.read_text(encoding="utf-8").splitlines())
    groups = []
    for names in (tuple(name.strip() for name in line.split(",")) for line in lines if line.strip()):
        forms = []
        for name in names:  # the file may have the singular or the plural
            has_ending = name[-1] in "sy" and len(name) > 3
            stem = name[:-1] if has_ending else name
            forms.append(re.escape(stem) + ("(?:y|ies)" if has_ending and name[-1] == "y" else "(?:s|es)?"))
        groups.append((re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)", re.IGNORECASE), names))
    return tuple(groups)


def find_synonyms(text: str) -> Iterator[Synonyms]:
    """Return all names of each term that the text uses."""
    return (names for pattern, names in load_synonym_groups() if pattern.search(text))


def has_synonym(text: str, names: Synonyms) -> bool:
    """Return whether the text uses one of these names."""
    return any(found == names and pattern.search(text) for pattern, found in load_synonym_groups())
