"""Pieces of Markdown and prose that several writers share."""

import re
from collections.abc import Iterable

MARKUP_PATTERN = re.compile(r"([\\`*_{}\[\]<>#|~]|&(?=#?\w+;))")


def escape_markdown(text: str) -> str:
    """Escape a person's own words, so that they are neither markup nor a figure."""
    return MARKUP_PATTERN.sub(r"\\\1", " ".join(text.split()))


def unescape_markdown(text: str) -> str:
    return re.sub(r"\\([\\`*_{}\[\]<>#|~&])", r"\1", text)


def join_words(words: Iterable[str]) -> str:
    """Join as in: a, b and c."""
    items = list(words)
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""


def format_table(
    header: Iterable[str], rows: Iterable[Iterable[str]], numbers_from: int = 1, numbers_to: int | None = None
) -> str:
    """Format a Markdown table. Columns from `numbers_from` up to `numbers_to` are right-aligned."""
    titles = list(header)
    numbers = range(len(titles))[numbers_from:numbers_to]
    lines = [titles, ["---:" if i in numbers else "---" for i in range(len(titles))], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
