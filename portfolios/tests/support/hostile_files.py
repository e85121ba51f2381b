"""Hostile files of each container: tables, workbooks, web pages, OFX, transactions, QIF, PDF, and cases with faults."""

import io
import json
import zipfile

from hypothesis import strategies as st
from openpyxl import Workbook

from portfolios.importers.readers.alex_export import EXPORT_FORMAT
from portfolios.tests.support.hostile_inputs import days, jsons, numbers, words
from portfolios.tests.support.import_cases import FOLDER
from portfolios.tests.support.import_files import content
from portfolios.tests.support.statement_files import LINES, write_pdf

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
    """Replace a few bytes. A workbook packs its own time, so its length differs and must not bound what is drawn."""
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, 1_000_000)) % (len(data) + 1)
        data = data[:place] + draw(st.binary(max_size=6)) + data[place + draw(st.integers(0, 12)) :]
    return data


table_cells = (
    numbers | words | days | st.sampled_from(["VTI", "ZZZ", "Savings", "5", "100.50", '"', "'=1", "2024-01-02"])
)
table_headings = (
    st.sampled_from(["Symbol", "Quantity", "Price", "Cost basis", "Account", "As of", "Cash", "Name", ""]) | words
)


@st.composite
def tables(draw):
    delimiter = draw(st.sampled_from([",", ",", ";", "\t", "|"]))
    rows = [
        draw(st.lists(table_headings, min_size=1, max_size=5)),
        *draw(st.lists(st.lists(table_cells, max_size=5), max_size=5)),
    ]
    text = draw(st.sampled_from(["\n", "\r\n", "\r"])).join(delimiter.join(row) for row in rows)
    first = draw(st.sampled_from(["", "", "", "sep=;\n", 'sep="\n', "sep=\r\n", "sep=\x00\n", "As of 2024-13-45\n"]))
    encoding = draw(st.sampled_from(["utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1252"]))
    return (first + text).encode(encoding, "replace" if encoding == "cp1252" else "surrogatepass")


@st.composite
def statements(draw):
    """Build a bank or broker statement with some values replaced."""
    lines = content(draw(st.sampled_from(["brokerage.ofx", "bank.qfx", "brokerage_xml.ofx"]))).split(b"\n")
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(lines) - 1))
        tag = lines[place].split(b">")[0] + b">"
        value = draw(numbers | words | days).encode("utf-8", "surrogatepass")
        lines[place] = draw(st.sampled_from([tag + value, value, b"", lines[place] * 2]))
    return b"\n".join(lines)


exported_positions = (
    st.lists(st.fixed_dictionaries({"symbol": table_cells, "quantity": table_cells}), max_size=3) | jsons
)
account = {"account": words, "cash_balance": numbers, "account_type": words, "positions": exported_positions}
accounts = st.lists(st.fixed_dictionaries(account), max_size=3) | jsons
exports = st.fixed_dictionaries(
    {"format": st.just(EXPORT_FORMAT), "version": st.just(1) | jsons, "accounts": accounts}
).map(lambda document: json.dumps(document).encode())


@st.composite
def interactive_brokers_files(draw):
    """Build a Flex query as XML with any values, or damage a statement or a Flex query as CSV."""
    if draw(st.booleans()):
        name = draw(st.sampled_from(["interactive_brokers_activity.csv", "interactive_brokers_flex.csv"]))
        return damage(draw, content(name))
    tags = draw(
        st.lists(st.sampled_from(["OpenPosition", "Trade", "CashReportCurrency", "CorporateAction"]), max_size=5)
    )
    names = [
        "accountId",
        "symbol",
        "position",
        "quantity",
        "markPrice",
        "tradePrice",
        "currency",
        "endingCash",
        "buySell",
    ]
    rows = "".join(
        f"<{tag} " + " ".join(f'{name}="{draw(table_cells)}"' for name in names[: draw(st.integers(0, 9))]) + "/>"
        for tag in tags
    )
    return f"<FlexQueryResponse><FlexStatements>{rows}</FlexStatements></FlexQueryResponse>".encode("utf-8", "replace")


@st.composite
def portable_documents(draw):
    """Build a PDF of any lines, sometimes with bytes replaced."""
    lines = draw(st.lists(words | numbers | st.sampled_from(LINES), max_size=8))
    return damage(draw, write_pdf([line[:200] for line in lines]))
