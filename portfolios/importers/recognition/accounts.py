"""Tell the accounts of a file apart: by number, and name them for show."""

from collections import defaultdict

from portfolios import bounds
from portfolios.cleaning import clean_text
from portfolios.importers.columns import ColumnMapping
from portfolios.importers.table import Row, Table
from portfolios.importers.values import is_empty_cell

SHOWN_DIGITS, LONGEST_END = 4, 20


class AccountLabels:
    """Labels each row with its account: the name, with the end of the number where two accounts share the name."""

    def __init__(self, table: Table, mapping: ColumnMapping) -> None:
        self.name_column = mapping.columns.get("account")
        self.number_column = mapping.columns.get("account_number")
        self.labels: dict[tuple[str, str], str] = {}
        if self.number_column is None:
            return
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
        return self.labels.get(key, name or number)

    def number_of(self, row: Row) -> str:
        return self._name_and_number(row)[1]

    def _name_and_number(self, row: Row) -> tuple[str, str]:
        name, number = (
            clean_text(row.cells[column])[: bounds.ACCOUNT_NAME_LENGTH]
            if column is not None and column < len(row.cells) and not is_empty_cell(row.cells[column])
            else ""
            for column in (self.name_column, self.number_column)
        )
        return name, number


def _label(name: str, number: str, numbers: list[str]) -> str:
    if not name or not number:
        return name or number
    if len(numbers) < 2:
        return name
    ends = [other[-SHOWN_DIGITS:] for other in numbers]
    end = number[-LONGEST_END:] if ends.count(number[-SHOWN_DIGITS:]) > 1 else number[-SHOWN_DIGITS:]
    return f"{name[: bounds.ACCOUNT_NAME_LENGTH - len(end) - 4]} ...{end}"
