"""Files of the fixture folder, read as a person would who confirms every guess."""

from datetime import date
from pathlib import Path

from portfolios.importers.files import guess_mapping, read_file
from portfolios.importers.lines import read_lines
from portfolios.importers.lots import gather

FOLDER = Path(__file__).parent / "imports"
TODAY = date(2025, 2, 1)


def content(name):
    return (FOLDER / name).read_bytes()


def lines_of(name):
    table = read_file(content(name))
    return list(read_lines(table, guess_mapping(table), today=TODAY))


def gathered(name):
    return gather(lines_of(name))


def held(name):
    """Account, symbol, quantity and total cost of each position."""
    return [
        (line.account, line.symbol, f"{line.quantity.normalize():f}", line.cost_basis and str(line.cost_basis))
        for line in gathered(name).positions.values()
    ]


def cash(name):
    return {account: str(line.cash) for account, line in gathered(name).cash.items()}


def refused(name):
    return {line.number: line.refused for line in lines_of(name) if line.refused}


def read_text(text):
    """Lines of a file that is given as text."""
    table = read_file(text.encode())
    return list(read_lines(table, guess_mapping(table), today=TODAY))
