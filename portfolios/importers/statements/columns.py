"""Check by the headings over a line that a figure is a quantity, a price or a value, and no cost or earlier value."""

import re
from collections.abc import Iterator, Mapping

from portfolios.importers.columns import normalize_heading
from portfolios.importers.statements.text import Figure, StatementText

WORDS = {
    "quantity": frozenset({
        "quantity", "qty", "shares", "units", "anzahl", "stück", "menge", "nominale", "nominal", "quantité",
        "par", "face",
    }),
    "price": frozenset({"price", "nav", "kurs", "cours", "quote", "precio", "prezzo", "prix"}),
    "value": frozenset({"value", "amount", "balance", "wert", "kurswert", "marktwert", "valeur", "total"}),
}  # fmt: skip
OTHER_WORDS = frozenset({
    "cost", "basis", "purchase", "purchased", "paid", "book", "invested", "original", "acquired", "beginning",
    "opening", "previous", "prior", "bought", "einstand", "einstandskurs", "einstandswert", "kaufkurs", "kaufwert",
    "gain", "loss", "income", "annual", "yield", "accrued",
})  # fmt: skip
WORD = re.compile(r"\S+")
SLACK, FARTHEST, MOST_HEADINGS = 1, 80, 3
"""Characters beside a figure that still count as over it, lines that are looked back, and lines of one heading."""


def find_headings(text: StatementText, line: int) -> list[int]:
    """Return the lines of the headings over a line: the nearest with words for columns, and those right above it."""
    for number in range(line - 1, max(0, line - FARTHEST), -1):
        if text.amounts(number) or len(find_fields(text.words(number))) < 2:
            continue
        around = range(number - MOST_HEADINGS + 1, number + MOST_HEADINGS)
        return [one for one in around if one == number or (one < line and is_heading(text, one))]
    return []


def is_heading(text: StatementText, line: int) -> bool:
    """Return whether a line beside headings goes on with them."""
    return not text.figures(line) and bool(find_fields(text.words(line)) or text.words(line) & OTHER_WORDS)


def find_fields(words: set[str]) -> set[str]:
    return {field for field, names in WORDS.items() if names & words}


def find_doubt(text: StatementText, line: int, figures: Mapping[str, Figure]) -> str:
    """Return why the headings do not say that these figures are what they are taken for; empty if they do."""
    headings = find_headings(text, line)
    over = {field: set(find_words_over(text, headings, one)) for field, one in figures.items()}
    for field, words in over.items():
        others = find_fields(words) - {field}
        if words & OTHER_WORDS or (others and field not in find_fields(words)):
            return f"the heading over {figures[field].text} says “{' '.join(sorted(words))}”, which is no {field}"
    has_mark = {field: any(sign in one.text for sign in "$€£") for field, one in figures.items()}
    is_marked = has_mark["price"] and not has_mark["quantity"]
    if not is_marked and not ("quantity" in find_fields(over["quantity"]) or "price" in find_fields(over["price"])):
        return "no heading and no sign says which figure is the quantity and which the price"
    return ""


def find_words_over(text: StatementText, headings: list[int], figure: Figure) -> Iterator[str]:
    """Yield the words of the headings that stand over a figure; of headings written as one, those right over it."""
    for line in headings:
        for phrase, start, end in text.phrases(line):
            words = normalize_heading(phrase).split()
            if len(find_fields(set(words))) < 2:
                yield from words if is_over(start, end, figure) else ()
                continue
            for one in WORD.finditer(phrase):
                if is_over(start + one.start(), start + one.end(), figure):
                    yield from normalize_heading(one[0]).split()


def is_over(start: int, end: int, figure: Figure) -> bool:
    return start < figure.end + SLACK and figure.start < end + SLACK
