"""Find the figures that a row or a total claims in its line of text, and check that they belong together."""

from contextlib import suppress
from decimal import Decimal
from itertools import islice, product

from portfolios.importers.recognition import kinds, shapes
from portfolios.importers.recognition.worth import ValueMismatch, find_unit_price
from portfolios.importers.statements.columns import find_doubt
from portfolios.importers.statements.proposal import ProposedAccount, ProposedHolding
from portfolios.importers.statements.text import TOTAL_WORDS, Figure, StatementText
from portfolios.importers.values import CellUnreadable, parse_amount, quote_cell

FIGURES = ("quantity", "price", "value")
MOST_PLACES, ZERO = 50, Decimal(0)
"""Ways to assign the figures of a line, which may hold one several times, that are tried."""


def find_figures(one: ProposedHolding, text: StatementText) -> dict[str, Figure] | str:
    """Return the figures of a row as its line has them, or why it cannot have them. A line may hold one twice."""
    line = text.figures(one.line)
    places: dict[str, list[Figure]] = {}
    for name in FIGURES:
        said = getattr(one, name).strip()
        if not said:
            continue
        wanted = None
        with suppress(CellUnreadable):
            wanted = parse_amount(said, text.style)
        places[name] = [figure for figure in line if figure.number == wanted]
        if not places[name]:
            return f"it does not hold the {name} {quote_cell(said)}"
    problem = "it has no figure" if not places else "one figure is used twice"
    for chosen in islice(product(*places.values()), MOST_PLACES):
        found = dict(zip(places, chosen, strict=True))
        if places and len(set(chosen)) == len(chosen):
            problem = find_problem(one, found, text)
            if not problem:
                return found
    return problem


def find_problem(one: ProposedHolding, found: dict[str, Figure], text: StatementText) -> str:
    """Return what is wrong with a row whose figures are in its line; empty if nothing is."""
    if "value" not in found:
        return "it has no value"
    if set(found) == {"value"}:
        is_money = kinds.is_cash(one.symbol, one.name) or shapes.is_bank_deposit(one.name, "")
        return "" if is_money else "it has a value alone, and its name is none of cash"
    if set(found) != set(FIGURES):
        return "a holding needs its quantity, price and value"
    quantity, price, value = (found[name].number for name in FIGURES)
    if quantity <= 0 or price <= 0:
        return "its quantity and price must be above zero"
    is_bond = shapes.is_bond(one.symbol, one.name, "")
    try:
        find_unit_price(quantity, price, value, is_bond=is_bond)
    except ValueMismatch as mismatch:
        return str(mismatch).rstrip(".")
    return find_doubt(text, one.line, found)


def find_total(account: ProposedAccount, text: StatementText) -> tuple[Figure, str]:
    """Return the total of an account as its line has it, and why it is none; empty if it is one."""
    with suppress(CellUnreadable):
        wanted = parse_amount(account.total, text.style)
        for figure in text.figures(account.total_line):
            if figure.number == wanted and text.words(account.total_line) & TOTAL_WORDS:
                return figure, ""
    said = quote_cell(account.total)
    return Figure(said, ZERO, 0, 0), f"Line {account.total_line} does not say that the total is {said}."
