"""Check what a language model proposes of a statement, and make a table of it: figures are those of the text.

A statement counts whole or not at all: one wrong figure, or an account whose rows do not add up to its total, refuses
it.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import islice

from portfolios.importers.columns import normalize_heading
from portfolios.importers.currency import find_in_words
from portfolios.importers.statements.figures import FIGURES, find_figures, find_total
from portfolios.importers.statements.identity import find_identity_problems
from portfolios.importers.statements.proposal import ProposedAccount, StatementProposal
from portfolios.importers.statements.text import (
    TOTAL_WORDS,
    StatementText,
    find_text,
    mask_line,
)
from portfolios.importers.table import LINE_OF_TEXT, STATEMENT, Row, SkippedLine, Table
from portfolios.importers.values import (
    CellUnreadable,
    NotationStyle,
    guess_day_first,
    parse_day,
    quote_cell,
)

HEADER = ("Account", "Account number", "Symbol", "Name", "Quantity", "Price", "Value", "As of", LINE_OF_TEXT)
CENT, ZERO = Decimal("0.01"), Decimal(0)
END_OF_NUMBER = re.compile(r"(?<![\w.])\.{3}\w{4}\b")
MOST_NOTES = 5
OTHER_TOTALS = frozenset({
    "last", "previous", "prior", "beginning", "opening", "cost", "gain", "gains", "loss", "losses", "income",
    "deposits", "withdrawals", "dividends", "interest", "fees", "purchases", "sales", "change", "contributions", "ytd",
    "annual", "estimated", "unrealized", "realized", "proceeds", "debits", "credits", "taxes",
    "distributions", "transfers", "sipc", "fdic", "protection", "protected", "insurance", "insured", "limit", "maximum",
})  # fmt: skip
"""A total with one of these words is not what the account is worth on the day of the statement."""


@dataclass
class Checked:
    """rows: of the table. problems: why the proposal cannot be taken, for the model and for people."""

    rows: list[Row] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def check_proposal(proposal: StatementProposal, text: StatementText, *, today: date) -> Table | list[str]:
    """Return the table of the proposed rows, or what is wrong with them."""
    checked = Checked()
    dated = find_day(proposal, text)
    if dated is None or dated > today:
        checked.problems.append(f"Line {proposal.dated_line} does not say the day {quote_cell(proposal.dated)!r}.")
    if not any(one.holdings for one in proposal.accounts):
        checked.problems.append("No holding was found in the text.")
    lines = Counter(
        line for account in proposal.accounts
        for line in (account.total_line, *(one.line for one in account.holdings))
    )  # fmt: skip
    checked.problems += [f"Line {line} is used twice." for line, times in lines.items() if times > 1]
    names = Counter(normalize_heading(one.name) for one in proposal.accounts)
    checked.problems += [f"Two accounts have the name {name!r}." for name, times in names.items() if times > 1]
    sums = [_check_account(account, text, checked, dated) for account in proposal.accounts]
    if not checked.problems:
        held = {one.line for account in proposal.accounts for one in account.holdings}
        checked.problems += find_larger_totals(text, held, sums)
    if checked.problems:
        return checked.problems
    rows = tuple(sorted(checked.rows, key=lambda row: row.line))
    return Table(HEADER, 0, rows, tuple(islice(find_notes(text), MOST_NOTES)), dated, STATEMENT)


def find_notes(text: StatementText) -> Iterator[SkippedLine]:
    """Yield the lines that name a currency in words, which say what the amounts are in."""
    for number, line in text.lines.items():
        if find_in_words(line) not in {"", "$"} and not text.amounts(number):
            yield SkippedLine(number, quote_cell(mask_line(line), 120), "Text of the statement.")


def _check_account(
    account: ProposedAccount, text: StatementText, checked: Checked, dated: date | None
) -> tuple[Decimal, Decimal]:
    """Add the rows of an account and its total. Return what they add up to, with and without what is owed."""
    shown = [mask_line(line) for line in text.lines.values()]
    if not find_text(account.name, shown):
        checked.problems.append(f"No line of the text has the account name {quote_cell(account.name)!r}.")
    named = " ".join(line for line in shown if find_text(account.name, [line]))
    checked.problems += find_identity_problems(account.holdings, text)
    number = ends[0] if len(set(ends := END_OF_NUMBER.findall(named))) == 1 else ""
    day = "" if dated is None else dated.isoformat()
    worth: list[Decimal] = []
    for one in account.holdings:
        found = find_figures(one, text)
        if isinstance(found, str):
            checked.problems.append(f"Line {one.line}: {found}.")
            continue
        cells = [found[name].text if name in found else "" for name in FIGURES]
        told = mask_line(text.lines[one.line])
        checked.rows.append(Row(one.line, (account.name, number, one.symbol, one.name, *cells, day, told)))
        worth.append(found["value"].number)
    total, problem = find_total(account, text)
    if problem:
        checked.problems.append(problem)
    elif len(worth) == len(account.holdings) and abs(sum(worth, ZERO) - total.number) > CENT * (len(worth) + 1):
        checked.problems.append(
            f"The rows of {quote_cell(account.name)} add up to {sum(worth, ZERO):,.2f}, but line {account.total_line} "
            f"says {total.number:,.2f}."
        )
    told = mask_line(text.lines.get(account.total_line, ""))
    checked.rows.append(
        Row(account.total_line, (account.name, number, "", "Account total", "", "", total.text, day, told))
    )
    return sum(worth, ZERO), sum((one for one in worth if one > 0), ZERO)


def find_larger_totals(
    text: StatementText, rows: Collection[int], sums: Sequence[tuple[Decimal, Decimal]]
) -> Iterator[str]:
    """Yield the totals and values beside the rows that are larger than all rows together: then rows are missing."""
    known = [one for one, _ in sums] + [sum((one for one, _ in sums), ZERO)]
    most = sum((positive for _, positive in sums), ZERO) + CENT * (1 + len(sums))
    for line in (one for one in text.lines if one not in rows):
        words = text.words(line)
        amounts = [figure.number for figure in text.amounts(line)]
        if not words & TOTAL_WORDS or words & OTHER_TOTALS or not amounts:
            continue
        is_known = any(abs(amount - one) <= CENT * 2 for amount in amounts for one in known)
        if max(amounts) > most and not is_known:
            yield f"Line {line} states {max(amounts):,.2f}, which is more than all rows together. Rows are missing."


def find_day(proposal: StatementProposal, text: StatementText) -> date | None:
    """Return the day of the values, if all of its words stand in its line."""
    in_line = normalize_heading(text.lines.get(proposal.dated_line, "")).split()
    words = normalize_heading(proposal.dated).split()
    if not words or Counter(words) - Counter(in_line):
        return None
    days_first = guess_day_first([word for line in text.lines.values() for word in line.split() if "/" in word])
    style = NotationStyle(day_first=text.style.day_first if days_first is None else days_first)
    with suppress(CellUnreadable):
        return parse_day(proposal.dated, style)
    return None
