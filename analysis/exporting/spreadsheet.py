"""The holdings of an analysis as an Excel workbook: values only, never a formula."""

import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from portfolios.account_kinds import find_account_kind
from portfolios.cleaning import clean_text
from portfolios.currencies import BASE_CURRENCY, name_currency
from portfolios.facts.formatting import format_rate
from portfolios.importers.values import FORMULA_START
from portfolios.taxonomy import INSTRUMENT_TYPES
from portfolios.valuation.gain import Gains
from portfolios.valuation.snapshot import Snapshot
from portfolios.valuation.value import Valuation, ValuedPosition, compute_valuation

HEADINGS = ("Account", "Account type", "Symbol", "Name", "Type", "Quantity", "Price", "Price as of", "Value", "Cost",
            "Gain", "Weight")  # fmt: skip
WIDTHS = (22, 18, 10, 34, 14, 14, 12, 12, 14, 14, 14, 9)
FORMATS = {"Quantity": "#,##0.########", "Price": "#,##0.00", "Price as of": "yyyy-mm-dd", "Value": "#,##0.00",
           "Cost": "#,##0.00", "Gain": "#,##0.00", "Weight": "0.0%"}  # fmt: skip
MAX_TEXT = 1000
Cells = tuple[str | Decimal | date | None, ...]


def write_workbook(snapshot: Snapshot) -> bytes:
    """Return a workbook with each holding and the cash of each account.

    Money in the person's currency; weights are of all money.
    """
    from openpyxl import Workbook  # heavy, and only needed here

    valuation = compute_valuation(snapshot)
    workbook = Workbook(write_only=True)
    sheet: Any = workbook.create_sheet("Holdings")
    sheet.freeze_panes = "A2"
    for place, width in enumerate(WIDTHS):
        sheet.column_dimensions["ABCDEFGHIJKL"[place]].width = width
    for row in (HEADINGS, *list_rows(valuation)):
        sheet.append([build_cell(sheet, heading, value) for heading, value in zip(HEADINGS, row, strict=True)])
    about: Any = workbook.create_sheet("About")
    taken = snapshot.taken_at.date()
    money = "US dollars" if snapshot.currency == BASE_CURRENCY else name_currency(snapshot.currency)
    about.append([build_cell(about, "", f"Prices and holdings of {taken:%B} {taken.day}, {taken.year}, in {money}")])
    for rate in snapshot.rates:
        text = f"Converted at 1 {rate.currency} = {format_rate(rate.dollars)} USD of {rate.date} ({rate.source})"
        about.append([build_cell(about, "", text)])
    about.append([build_cell(about, "", "An empty cell means that the figure is not known")])
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def list_rows(valuation: Valuation) -> Iterator[Cells]:
    """Yield the rows below the headings; the last one is the total."""
    total = valuation.exact_total
    for account in valuation.accounts:
        name, kind = account.account.name, find_account_kind(account.account.kind).label
        for worth in account.positions:
            yield (name, kind, *position_cells(worth, total))
        if account.cash:
            yield (
                name,
                kind,
                "",
                "Cash",
                "Cash",
                None,
                None,
                None,
                account.cash,
                None,
                None,
                share(account.cash, total),
            )
    gains = sum((account.gains for account in valuation.accounts), Gains())
    cost = gains.cost if gains.is_known else None
    yield ("Total", "", "", "", "", None, None, None, total, cost, gains.gain, share(total, total))


def position_cells(worth: ValuedPosition, total: Decimal) -> Cells:
    one = worth.instrument
    day = one.priced_at.date() if one.priced_at else None
    return (
        one.symbol, one.name, INSTRUMENT_TYPES.get(one.instrument_type, ""), worth.position.quantity, one.price, day,
        worth.value, worth.position.cost_basis, worth.gain, share(worth.value, total),
    )  # fmt: skip


def share(value: Decimal | None, total: Decimal) -> Decimal | None:
    """Return a fraction of the total, None if it is not known or makes no sense."""
    return None if value is None or total <= 0 else round(value / total, 6)


def build_cell(sheet: Any, heading: str, value: str | Decimal | date | None) -> Any:
    """Return a cell. Text stays text, whatever it begins with."""
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, clean_text(value)[:MAX_TEXT] if isinstance(value, str) else value)
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = bool(FORMULA_START.match(value))
    elif heading in FORMATS:
        cell.number_format = FORMATS[heading]
    return cell
