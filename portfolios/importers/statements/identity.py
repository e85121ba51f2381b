"""Check that the symbol and the name of a row are those of its line, and not those of the holding beside it.

A statement may write the symbol in a line of its own. Then all rows of an account must find theirs on the same side:
else a symbol could be taken for that of the next holding.
"""

import re
from collections.abc import Iterator, Sequence

from portfolios.importers.columns import normalize_heading
from portfolios.importers.statements.proposal import ProposedHolding
from portfolios.importers.statements.text import StatementText, find_text, phrases_of
from portfolios.importers.values import quote_cell

MOST_BESIDE, SHORT = 2, 2
"""Lines without figures on each side of a row that may be part of it; letters of a symbol that may be a word, too."""
ABOVE, BELOW = -1, 1
TOKEN = re.compile(r"[\w.-]+")


def find_identity_problems(holdings: Sequence[ProposedHolding], text: StatementText) -> Iterator[str]:
    """Yield what is wrong with the symbols and names of the holdings of one account."""
    sides: list[set[int]] = []
    for one in holdings:
        blocks = {step: list(find_beside(text, one.line, step)) for step in (ABOVE, BELOW)}
        own = text.lines.get(one.line, "")
        if is_number(one):
            yield f"Line {one.line}: {quote_cell(one.symbol)!r} is a number and no symbol."
        words = set(normalize_heading(" ".join([own, *blocks[ABOVE], *blocks[BELOW]])).split())
        if set(normalize_heading(one.name).split()) - words:
            yield f"Line {one.line} does not hold the name {quote_cell(one.name)!r}."
        elif not is_named(one, [own]):
            found = {step for step, lines in blocks.items() if is_named(one, lines)}
            sides.append(found)
            if not found:
                said = quote_cell(one.symbol or one.name)
                yield f"Line {one.line} does not hold the {'symbol' if one.symbol else 'name'} {said!r}."
    if sides and not set.intersection(*sides):
        yield "Some symbols stand above the line of their figures and others below it, so they may be mixed up."
    elif sides and any(not one.symbol and one.quantity for one in holdings):
        yield "Some symbols stand beside the line of their figures, and a holding has none, so they may be mixed up."


def find_beside(text: StatementText, line: int, step: int) -> Iterator[str]:
    """Yield the lines above or below a row that have no figures."""
    for distance in range(1, MOST_BESIDE + 1):
        number = line + step * distance
        if number not in text.lines or text.amounts(number):
            return
        yield text.lines[number]


def is_number(one: ProposedHolding) -> bool:
    """Return whether the symbol is a figure of the row or has a point. Some symbols have digits only."""
    has_letter = any(character.isalpha() for character in one.symbol)
    figures = (one.quantity, one.price, one.value)
    return bool(one.symbol) and not has_letter and (not one.symbol.isdigit() or one.symbol in figures)


def is_named(one: ProposedHolding, lines: Sequence[str]) -> bool:
    """Return whether one of the lines has the symbol of a holding, or its name if it has no symbol."""
    if not one.symbol:
        return find_text(one.name, lines)
    for line in lines:
        phrases = {phrase for phrase, _, _ in phrases_of(line)}
        is_alone = one.symbol in phrases or f"({one.symbol})" in line or f"[{one.symbol}]" in line
        if is_alone or (len(one.symbol) > SHORT and one.symbol in TOKEN.findall(line)):
            return True
    return False
