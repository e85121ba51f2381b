"""Terms of finance and the other names they go by."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "thesaurus.txt"
Names = tuple[str, ...]


@cache
def groups() -> tuple[tuple[re.Pattern[str], Names], ...]:
    """Each line of the file with the pattern of a text that uses one of its names, in singular or plural."""
    lines = (line.partition("#")[0] for line in FILE.read_text(encoding="utf-8").splitlines())
    found = [tuple(name.strip() for name in line.split(",")) for line in lines if line.strip()]
    return tuple((_any_of(names), names) for names in found)


def also_called(text: str) -> Iterator[Names]:
    """For every term that the text uses, all its names."""
    return (names for pattern, names in groups() if pattern.search(text))


def named_in(text: str, names: Names) -> bool:
    """Whether the text uses one of these names of a term."""
    return any(found == names and pattern.search(text) for pattern, found in groups())


def _any_of(names: Names) -> re.Pattern[str]:
    forms = "|".join(re.escape(_stem(name)) + _ending(name) for name in names)
    return re.compile(rf"(?<!\w)(?:{forms})(?!\w)", re.IGNORECASE)


def _stem(name: str) -> str:
    return name[:-1] if name[-1] in "sy" and len(name) > 3 else name


def _ending(name: str) -> str:
    """Plural or singular, whichever the file has."""
    return "(?:y|ies)" if name[-1] == "y" and len(name) > 3 else "(?:s|es)?"
