"""Read the investments of a QIF file, the old format of Quicken, into a table of transactions."""

import re

from portfolios.cleaning import clean_text
from portfolios.importers.table import FileUnreadable, Row, Table, check_size

START = re.compile(r"\s{0,20}!(?:Account|Type:|Option:|Clear:)", re.IGNORECASE)
INVESTMENTS = "!type:invst"
HEADER = ("Date", "Action", "Security", "Price", "Quantity", "Amount")
CODES = {"D": 0, "N": 1, "Y": 2, "I": 3, "Q": 4, "T": 5, "U": 5}
END = "^"
NO_INVESTMENTS = "This QIF file has no investments. Download the positions as CSV, Excel or OFX instead."


def is_qif(text: str) -> bool:
    return START.match(text) is not None


def read_qif(text: str) -> Table:
    """Return the transactions of the investment accounts. Raises FileUnreadable."""
    rows: list[Row] = []
    cells, line, is_inside = [""] * len(HEADER), 0, False
    for number, written in enumerate(text.splitlines(), start=1):
        code, value = written[:1].upper(), clean_text(written[1:100])
        if code == "!":
            is_inside = written.strip().lower() == INVESTMENTS
        elif code == END:
            if is_inside and any(cells):
                rows.append(Row(line, tuple(cells)))
                check_size(rows=len(rows), columns=0, cells=0)
            cells, line = [""] * len(HEADER), 0
        elif code in CODES:
            line = line or number
            cells[CODES[code]] = value.replace("'", "/").replace(" ", "") if code == "D" else value
    if not rows:
        raise FileUnreadable(NO_INVESTMENTS)
    return Table(HEADER, 1, tuple(rows), written="QIF")
