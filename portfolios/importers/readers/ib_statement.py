"""Read the activity statement of Interactive Brokers: many small tables, named by the first cells of each line.

Statements in German and French have the same shape with translated names.
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date

from portfolios.importers.table import Row, SkippedLine, Table
from portfolios.importers.values import CellUnreadable, NotationStyle, parse_day, quote_cell

HEADER, DATA, TOTAL = "Header", "Data", "Total"
KIND_NAMES = {"Header": HEADER, "Data": DATA, "Total": TOTAL, "Kopfzeile": HEADER, "Daten": DATA, "En-tête": HEADER,
              "Données": DATA, "Gesamt": TOTAL}  # fmt: skip
STATEMENT_NAMES = frozenset(
    {"Statement", "Kontoauszug", "Umsatzübersicht", "Relevé", "Relevé d'activité", "Aufstellung"}
)
SECTION_NAMES = {
    "Cash-Bericht": "Cash Report", "Bargeldbericht": "Cash Report", "Barmittelbericht": "Cash Report",
    "Rapport de trésorerie": "Cash Report", "Rapport des liquidités": "Cash Report",
    "Kontoinformation": "Account Information", "Kontoinformationen": "Account Information",
    "Information du compte": "Account Information", "Informations du compte": "Account Information",
    "Informations sur le compte": "Account Information",
    "Informationen zum Finanzinstrument": "Financial Instrument Information",
    "Finanzinstrumentinformationen": "Financial Instrument Information",
    "Informations sur l'instrument financier": "Financial Instrument Information",
    "Informations sur les instruments financiers": "Financial Instrument Information",
}  # fmt: skip
HEADING_NAMES = {
    "Feldname": "Field Name", "Feldwert": "Field Value", "Nom du champ": "Field Name", "Valeur du champ": "Field Value",
    "Vermögenswertkategorie": "Asset Category", "Währung": "Currency", "Menge": "Quantity",
    "Einstands Kurs": "Cost Price", "Einstandskurs": "Cost Price", "Kostenbasis": "Cost Basis",
    "Schlusskurs": "Close Price", "Wert": "Value", "Symbol": "Symbol", "Beschreibung": "Description",
    "Währungsübersicht": "Currency Summary", "Summe": "Total", "Gesamt": "Total",
    "Catégorie d'actifs": "Asset Category", "Catégorie d'actif": "Asset Category", "Devise": "Currency",
    "Symbole": "Symbol", "Quantité": "Quantity", "Prix coûtant": "Cost Price", "Prix de revient": "Cost Price",
    "Coût de base": "Cost Basis", "Base de coût": "Cost Basis", "Prix de clôture": "Close Price",
    "Cours de clôture": "Close Price", "Valeur": "Value", "Récapitulatif des devises": "Currency Summary",
    "Résumé en devise": "Currency Summary", "Résumé de devise": "Currency Summary",
}  # fmt: skip
ACCOUNT_LABELS = frozenset({"Account", "Konto", "Compte"})
PERIOD_LABELS = frozenset({"Period", "Zeitraum", "Période"})
ENDING_CASH = frozenset({
    "Ending Cash", "Endbarsaldo", "Barmittel Endsaldo", "Endsaldo Barmittel", "Schlussbestand Barmittel",
    "Solde de trésorerie final", "Trésorerie finale", "Solde final",
})  # fmt: skip
BASE_SUMMARIES = frozenset({
    "Base Currency Summary", "Übersicht Basiswährung", "Zusammenfassung Basiswährung", "Récapitulatif devise de base",
    "Résumé en devise de base",
})  # fmt: skip
POSITION_HEADINGS = {"DataDiscriminator", "Symbol", "Quantity", "Close Price"}
INSTRUMENTS_SECTION, CASH_SECTION, ACCOUNT_SECTION = (
    "Financial Instrument Information",
    "Cash Report",
    "Account Information",
)
ACCOUNT_COLUMN, NAME_COLUMN = "Account", "Description"
LAST_DAY_PATTERN = re.compile(r"[A-Z][a-z]{2,8} \d{1,2}, \d{4}$")
MONTHS = {
    "Januar": "January", "Februar": "February", "März": "March", "Mai": "May", "Juni": "June", "Juli": "July",
    "Oktober": "October", "Dezember": "December", "janvier": "January", "février": "February", "mars": "March",
    "avril": "April", "mai": "May", "juin": "June", "juillet": "July", "août": "August", "septembre": "September",
    "octobre": "October", "novembre": "November", "décembre": "December",
}  # fmt: skip


def is_statement(first: tuple[str, ...]) -> bool:
    return len(first) > 2 and first[0] in STATEMENT_NAMES and first[1] in KIND_NAMES


class _StatementReader:
    def __init__(self) -> None:
        self.headers: dict[str, tuple[str, ...]] = {}
        self.positions: list[tuple[int, dict[str, str]]] = []
        self.names: dict[str, str] = {}
        self.left_out: list[SkippedLine] = []
        self.account = ""
        self.dated: date | None = None

    def add_row(self, line: int, cells: tuple[str, ...]) -> None:
        section = SECTION_NAMES.get(cells[0], cells[0])
        kind, rest = KIND_NAMES.get(cells[1] if len(cells) > 1 else "", ""), cells[2:]
        if kind == HEADER:
            self.headers[section] = tuple(HEADING_NAMES.get(cell, cell) for cell in rest)
        elif kind == DATA:
            self._add_data(line, section, dict(zip(self.headers.get(section, ()), rest, strict=False)))
        elif self._holds_positions(section):
            self.left_out.append(SkippedLine(line, section, "A total row."))

    def _holds_positions(self, section: str) -> bool:
        """Return whether a section lists open positions. A list of trades has days."""
        return set(self.headers.get(section, ())) >= POSITION_HEADINGS

    def _add_data(self, line: int, section: str, values: dict[str, str]) -> None:
        name, value = values.get("Field Name"), values.get("Field Value", "")
        if self._holds_positions(section) and values.get("DataDiscriminator", "Summary") == "Summary":
            self.positions.append((line, values))
        elif self._holds_positions(section):
            symbol = quote_cell(values.get("Symbol", ""), 120)
            self.left_out.append(SkippedLine(line, symbol, "One lot of a position listed above."))
        elif section == CASH_SECTION and values.get("Currency Summary") in ENDING_CASH:
            currency, total = values.get("Currency", ""), values.get("Total", "")
            if currency in BASE_SUMMARIES:
                self.left_out.append(SkippedLine(line, "Ending Cash", "Total cash in all currencies."))
            else:
                cash = {"Symbol": "CASH", "Currency": currency, "Value": total, "Asset Category": "Cash"}
                self.positions.append((line, cash))
        elif section == INSTRUMENTS_SECTION and "Symbol" in values:
            self.names[values["Symbol"]] = values.get("Description", "")
        elif section == ACCOUNT_SECTION and name in ACCOUNT_LABELS:
            self.account = value
        elif name in PERIOD_LABELS:
            self._read_period(value.rstrip())

    def _read_period(self, value: str) -> None:
        for month, english in MONTHS.items():
            value = value.replace(month, english)
        if day := LAST_DAY_PATTERN.search(value):
            with suppress(CellUnreadable):
                self.dated = parse_day(day[0], NotationStyle())

    def table(self) -> Table:
        sections = [header for section, header in self.headers.items() if self._holds_positions(section)]
        header = (*(sections[0] if sections else ("Symbol", "Currency", "Value")), NAME_COLUMN, ACCOUNT_COLUMN)
        rows = []
        for line, values in self.positions:
            extra = {NAME_COLUMN: self.names.get(values.get("Symbol", ""), ""), ACCOUNT_COLUMN: self.account}
            rows.append(Row(line, tuple((values | extra).get(heading, "") for heading in header)))
        return Table(header, 1, tuple(rows), tuple(self.left_out), self.dated)


def read_statement(records: Iterable[tuple[int, tuple[str, ...]]]) -> Table:
    """Return the positions and cash of a statement from its lines."""
    statement = _StatementReader()
    for line, cells in records:
        statement.add_row(line, cells)
    return statement.table()
