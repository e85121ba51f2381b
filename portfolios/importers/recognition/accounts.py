"""Tell the accounts of a file apart: by number, and name them for show."""

import re
from collections import defaultdict
from collections.abc import Sequence

from portfolios import bounds
from portfolios.cleaning import clean_text
from portfolios.importers.columns import ColumnMapping
from portfolios.importers.table import Row, Table
from portfolios.importers.values import is_empty_cell

SHOWN_DIGITS, LEAST_DIGITS, LONGEST_END = 4, 6, 20
UNNAMED = "Account"
NUMBER = re.compile(r"(?:[A-Z]{0,3}[-#]?|[X*.]{2,10}-?)\d[\d-]{3,14}[A-Z]?", re.ASCII)
"""An account number alone in a cell, whole or masked."""


def is_account_number(text: str) -> bool:
    plain = text.strip().upper()
    least = SHOWN_DIGITS if plain[:2] in {"XX", "**", ".."} else LEAST_DIGITS
    return NUMBER.fullmatch(plain) is not None and sum(map(str.isdigit, plain)) >= least


def name_account(number: str, cells: Sequence[str]) -> str:
    """Return the name beside an account number in a line of cells: the first cell with letters."""
    others = (cell for cell in cells if cell != number and any(map(str.isalpha, cell)))
    return next(others, "") if number in cells else ""


class AccountLabels:
    """Labels each row with its account: the name, with the end of the number where two accounts share the name."""

    def __init__(self, table: Table, mapping: ColumnMapping) -> None:
        self.name_column = mapping.columns.get("account")
        self.number_column = mapping.columns.get("account_number")
        self.labels: dict[tuple[str, str], str] = {}
        numbers: dict[str, dict[str, None]] = defaultdict(dict)
        for row in table.rows:
            name, number = self._name_and_number(row)
            if number:
                numbers[name.lower()][number] = None
        for row in table.rows:
            name, number = key = self._name_and_number(row)
            if key not in self.labels:
                label = _label(name, number, list(numbers[name.lower()]))
                taken = set(self.labels.values())
                self.labels[key] = label if label not in taken else f"{label[:-8]} {len(taken) + 1}"

    def of(self, row: Row) -> str:
        """Return the account of a row, or an empty string if the row names none."""
        name, number = key = self._name_and_number(row)
        return self.labels.get(key, name or name_by_number(number))

    def number_of(self, row: Row) -> str:
        return self._name_and_number(row)[1]

    def _name_and_number(self, row: Row) -> tuple[str, str]:
        name, number = (
            clean_text(row.cells[column])[: bounds.ACCOUNT_NAME_LENGTH]
            if column is not None and column < len(row.cells) and not is_empty_cell(row.cells[column])
            else ""
            for column in (self.name_column, self.number_column)
        )
        return ("", name) if not number and is_account_number(name) else (name, number)


def _label(name: str, number: str, numbers: list[str]) -> str:
    if not name and len(numbers) < 2:
        return name_by_number(number)
    if not number:
        return name
    if len(numbers) < 2:
        return name
    ends = [other[-SHOWN_DIGITS:] for other in numbers]
    end = number[-LONGEST_END:] if ends.count(number[-SHOWN_DIGITS:]) > 1 else number[-SHOWN_DIGITS:]
    return f"{(name or UNNAMED)[: bounds.ACCOUNT_NAME_LENGTH - len(end) - 4]} ...{end}"


def end_of(number: str) -> str:
    """Return how a number is shown: its last four characters."""
    return f"...{number[-SHOWN_DIGITS:]}" if len(number) > SHOWN_DIGITS else number


def name_by_number(number: str) -> str:
    """Return the name of an account of which only the number is known. A number of few digits is a name itself."""
    return f"{UNNAMED} {end_of(number)}" if sum(map(str.isdigit, number)) >= SHOWN_DIGITS else number
