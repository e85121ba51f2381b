"""Alex's own files: write a portfolio as CSV or JSON, and read the JSON back."""

import csv
import io
import json
from collections.abc import Iterable
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
EXPORT_FIELDS = (*ACCOUNT_FIELDS, "cash_balance", "currency", *POSITION_FIELDS)
"""The currency of a row is that of its cash, or of its price and cost."""
EXPORT_HEADER = tuple(FIELD_LABELS[name] for name in EXPORT_FIELDS)

ExportRow = dict[str, str]
"""Text by field; empty if unknown."""


def format_csv(rows: Iterable[ExportRow]) -> str:
    """Write one row per account with its cash, and one per position. Formulas are escaped."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(EXPORT_HEADER)
    writer.writerows([escape_formula(row.get(name, "")) for name in EXPORT_FIELDS] for row in rows)
    return out.getvalue()


def format_json(rows: Iterable[ExportRow], *, exported_at: str) -> str:
    """Write accounts, each with its positions. Numbers are strings, so that no digit is lost."""
    accounts: dict[str, dict[str, Any]] = {}
    for row in rows:
        if not row.get("symbol"):
            details = {name: row.get(name, "") for name in (*ACCOUNT_FIELDS, "cash_balance", "currency")}
            accounts[row["account"]] = {**details, "positions": []}
        else:
            position = {name: row.get(name, "") for name in ("currency", *POSITION_FIELDS)}
            accounts[row["account"]]["positions"].append(position)
    document = {"format": EXPORT_FORMAT, "version": 1, "exported_at": exported_at, "accounts": list(accounts.values())}
    return json.dumps(document, indent=1, ensure_ascii=False)


def is_json(data: bytes) -> bool:
    return data.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in {b"{", b"["}


def read_json(data: bytes) -> Table:
    """Return one row per account and per position, numbered like the rows of the CSV export."""
    rows: list[Row] = []
    try:
        document = json.loads(data.decode("utf-8-sig"))
        if document["format"] != EXPORT_FORMAT or document["version"] != 1:
            raise FileUnreadable("This JSON file is not an Alex export, or it is from a newer version.")
        for account in document["accounts"]:
            details = {name: account.get(name) for name in (*ACCOUNT_FIELDS, "cash_balance", "currency")}
            positions = [{"account": details["account"], **position} for position in account["positions"]]
            for values in (details, *positions):
                line = len(rows) + 2
                fields = [values.get(name) for name in EXPORT_FIELDS]
                cells = ["" if value is None else str(value) for value in fields]
                check_cells(cells, line)
                rows.append(Row(line, tuple(map(clean_text, cells))))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise FileUnreadable("This JSON file is not an Alex export.") from error
    if len(rows) > MAX_ROWS:
        raise FileUnreadable(f"This file has more than {MAX_ROWS:,} rows.")
    if not rows:
        raise FileUnreadable("This file has no accounts.")
    return Table(EXPORT_HEADER, 0, tuple(rows), written="JSON, as Alex exports it")
