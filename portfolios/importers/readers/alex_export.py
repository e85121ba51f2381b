"""Alex's own files: a portfolio as rows of text, as CSV and as JSON, and the JSON read back into the same rows."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

from portfolios.cleaning import clean_text
from portfolios.importers.headings import FIELD_LABELS
from portfolios.importers.splits import SPLIT_FIELDS
from portfolios.importers.table import MAX_ROWS, FileUnreadable, Row, Table, check_cells
from portfolios.importers.values import escape_formula

EXPORT_FORMAT = "alex-portfolio"
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
    *SPLIT_FIELDS,
)
EXPORT_FIELDS = (*ACCOUNT_FIELDS, "cash_balance", *POSITION_FIELDS)
EXPORT_HEADER = tuple(FIELD_LABELS[name] for name in EXPORT_FIELDS)

ExportRow = dict[str, str]
"""Text by field; what is not known is empty."""


def format_csv(rows: Iterable[ExportRow]) -> str:
    """One row for each account with its cash, and one for each position; what could be a formula is text."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(EXPORT_HEADER)
    writer.writerows([escape_formula(row.get(name, "")) for name in EXPORT_FIELDS] for row in rows)
    return out.getvalue()


def format_json(rows: Iterable[ExportRow], *, exported_at: str) -> str:
    """Accounts, each with its positions; numbers are strings, so that no digit is lost."""
    accounts: dict[str, dict[str, Any]] = {}
    for row in rows:
        if not row.get("symbol"):
            about = {name: row.get(name, "") for name in (*ACCOUNT_FIELDS, "cash_balance")}
            accounts[row["account"]] = {**about, "positions": []}
        else:
            position = {name: row.get(name, "") for name in POSITION_FIELDS}
            accounts[row["account"]]["positions"].append(position)
    document = {"format": EXPORT_FORMAT, "version": 1, "exported_at": exported_at, "accounts": list(accounts.values())}
    return json.dumps(document, indent=1, ensure_ascii=False)


def is_json(data: bytes) -> bool:
    return data.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in {b"{", b"["}


def read_json(data: bytes) -> Table:
    try:
        document = json.loads(data.decode("utf-8-sig"))
        if document["format"] != EXPORT_FORMAT or document["version"] != 1:
            raise FileUnreadable("This JSON file is not an export of Alex, or of a later version.")
        rows = tuple(_build_rows(document["accounts"]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise FileUnreadable("This JSON file is not an export of Alex.") from error
    if len(rows) > MAX_ROWS:
        raise FileUnreadable(f"This file has more than {MAX_ROWS:,} rows.")
    if not rows:
        raise FileUnreadable("There is no account in this file.")
    return Table(EXPORT_HEADER, 0, rows, written="JSON, as Alex exports it")


def _build_rows(accounts: Any) -> Iterator[Row]:
    """Rows are numbered as those of the CSV are: after its headings, one for each account and each position."""
    line = 1
    for account in accounts:
        about = {name: account.get(name) for name in (*ACCOUNT_FIELDS, "cash_balance")}
        of_positions = [{"account": about["account"], **position} for position in account["positions"]]
        for values in (about, *of_positions):
            line += 1
            told = [values.get(name) for name in EXPORT_FIELDS]
            cells = ["" if value is None else str(value) for value in told]
            check_cells(cells, line)
            yield Row(line, tuple(map(clean_text, cells)))
