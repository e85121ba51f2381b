"""Hostile files of each container: workbooks, web pages, transactions, QIF, and the import cases with faults."""

import io
import zipfile

from hypothesis import strategies as st
from openpyxl import Workbook

from portfolios.tests.support.hostile_inputs import days, numbers, words
from portfolios.tests.support.import_cases import FOLDER

CASE_FILES = sorted(FOLDER.iterdir())
HEADINGS = [
    "Symbol",
    "Quantity",
    "Price",
    "Value",
    "Total cost",
    "Account",
    "Account number",
    "As of",
    "Currency",
    "Name",
]
cells = numbers | words | days | st.sampled_from(["VTI", "ZZZ", "5", "100.50", "€5", "USD", "EUR", "Cash", "Total", ""])
rows = st.lists(st.lists(cells, max_size=6), max_size=6)
headers = st.lists(st.sampled_from(HEADINGS) | words, min_size=1, max_size=6)
actions = st.sampled_from(["Buy", "Sell", "Dividend", "Stock Split", "Transfer in", "Reinvest", "Merger", ""]) | words


@st.composite
def workbooks(draw):
    """Build a workbook, sometimes with bytes replaced, or a zip of anything under its names."""
    if draw(st.integers(0, 4)) == 0:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as package:
            for name in ("xl/workbook.xml", "[Content_Types].xml", "_rels/.rels", "xl/worksheets/sheet1.xml"):
                package.writestr(name, draw(st.binary(max_size=60) | st.text(max_size=60)))
        return packed.getvalue()
    book, packed = Workbook(), io.BytesIO()
    for row in [draw(headers), *draw(rows)]:
        book.active.append(["".join(c for c in str(cell)[:90] if c.isprintable()) for cell in row])
    book.save(packed)
    return damage(draw, packed.getvalue())


@st.composite
def pages(draw):
    """Build a web page with a table, its tags sometimes left open."""
    end = draw(st.sampled_from(["</td>", "", "</script>", "<!--", "<td"]))
    table = "".join(
        "<tr>" + "".join(f"<td>{cell}{end}" for cell in row) + draw(st.sampled_from(["</tr>", "", "<table>"]))
        for row in [draw(headers), *draw(rows)]
    )
    return f"<html><table>{table}</table></html>".encode("utf-8", "replace")


@st.composite
def activities(draw):
    lines = [
        f"{draw(days)},{draw(actions)},{draw(words)},{draw(numbers)},{draw(numbers)},{draw(numbers)}" for _ in range(4)
    ]
    return "\n".join(["Run Date,Action,Symbol,Quantity,Price,Amount", *lines]).encode("utf-8", "replace")


@st.composite
def quicken_files(draw):
    entries = [
        f"D{draw(days)}\nN{draw(actions)}\nY{draw(words)}\nI{draw(numbers)}\nQ{draw(numbers)}\nT{draw(numbers)}\n^"
        for _ in range(draw(st.integers(0, 3)))
    ]
    return "\n".join(["!Type:Invst", *entries]).encode("utf-8", "replace")


@st.composite
def broken_cases(draw):
    """Return a file of a broker with some bytes or lines replaced, missing or repeated."""
    return damage(draw, draw(st.sampled_from(CASE_FILES)).read_bytes())


def damage(draw, data):
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(data)))
        data = data[:place] + draw(st.binary(max_size=6)) + data[place + draw(st.integers(0, 12)) :]
    return data
