"""Alex's own files: a portfolio as rows of text, as CSV and as JSON, and the JSON read back into the same rows."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

from portfolios.cleaning import clean_text
from portfolios.importers.cells import neutralised
from portfolios.importers.headings import FIELDS
from portfolios.importers.splits import MADE_OF
from portfolios.importers.table import MOST_ROWS, NotReadable, Row, Table, check_cells

FORMAT = "alex-portfolio"
ACCOUNT_FIELDS = ("account", "account_type", "account_purpose", "cash_interest", "counts_for_retirement")
POSITION_FIELDS = (
    "symbol",
    "name",
    "instrument_type",
    "quantity",
    "price",
    "price_as_of",
    "cost_basis",
    "as_of",
    *MADE_OF,
)
OWN_FIELDS = (*ACCOUNT_FIELDS, "cash_balance", *POSITION_FIELDS)
HEADER = tuple(FIELDS[name] for name in OWN_FIELDS)

Values = dict[str, str]
"""Text by field; what is not known is empty."""


def as_csv(rows: Iterable[Values]) -> str:
    """One row for each account with its cash, and one for each position; what could be a formula is text."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADER)
    writer.writerows([neutralised(row.get(name, "")) for name in OWN_FIELDS] for row in rows)
    return out.getvalue()


def as_json(rows: Iterable[Values], *, exported_at: str) -> str:
    """Accounts, each with its positions; numbers are strings, so that no digit is lost."""
    accounts: dict[str, dict[str, Any]] = {}
    for row in rows:
        if not row.get("symbol"):
            about = {name: row.get(name, "") for name in (*ACCOUNT_FIELDS, "cash_balance")}
            accounts[row["account"]] = {**about, "positions": []}
        else:
            position = {name: row.get(name, "") for name in POSITION_FIELDS}
            accounts[row["account"]]["positions"].append(position)
    document = {"format": FORMAT, "version": 1, "exported_at": exported_at, "accounts": list(accounts.values())}
    return json.dumps(document, indent=1, ensure_ascii=False)


def is_json(data: bytes) -> bool:
    return data.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in {b"{", b"["}


def read_json(data: bytes) -> Table:
    try:
        document = json.loads(data.decode("utf-8-sig"))
        if document["format"] != FORMAT or document["version"] != 1:
            raise NotReadable("This JSON file is not an export of Alex, or of a later version.")
        rows = tuple(_rows(document["accounts"]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NotReadable("This JSON file is not an export of Alex.") from error
    if len(rows) > MOST_ROWS:
        raise NotReadable(f"This file has more than {MOST_ROWS:,} rows.")
    if not rows:
        raise NotReadable("There is no account in this file.")
    return Table(HEADER, 0, rows, written="JSON, as Alex exports it")


def _rows(accounts: Any) -> Iterator[Row]:
    """Rows are numbered as those of the CSV are: after its headings, one for each account and each position."""
    line = 1
    for account in accounts:
        about = {name: account.get(name) for name in (*ACCOUNT_FIELDS, "cash_balance")}
        of_positions = [{"account": about["account"], **position} for position in account["positions"]]
        for values in (about, *of_positions):
            line += 1
            told = [values.get(name) for name in OWN_FIELDS]
            cells = ["" if value is None else str(value) for value in told]
            check_cells(cells, line)
            yield Row(line, tuple(map(clean_text, cells)))
