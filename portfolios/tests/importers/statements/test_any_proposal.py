"""Whatever a model proposes of a statement, only what the statement holds is accepted."""

import json
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from portfolios.importers.readers.pdf import read_pdf
from portfolios.importers.statements.checking import check_proposal
from portfolios.importers.statements.proposal import StatementProposal
from portfolios.importers.statements.text import StatementText
from portfolios.importers.table import PDF_TEXT, Row, Table
from portfolios.tests.support.hostile_inputs import THOROUGH, days, numbers, words
from portfolios.tests.support.statement_files import LINES, propose, write_pdf

TODAY = date(2025, 12, 1)
TEXT = StatementText(read_pdf(write_pdf(LINES)))
RIGHT = propose().model_dump()
TRUE_ROWS = {
    ("VTI", "100.000", "$250.00", "$25,000.00"),
    ("BND", "50.000", "$70.00", "$3,500.00"),
    ("", "", "", "$500.00"),
}
said = st.sampled_from([figure.text for line in TEXT.lines for figure in TEXT.figures(line)]) | st.sampled_from(
    ["", "VTI", "BND", "Roth IRA", "Cash balance", "VANGUARD TOTAL BOND ETF", "Total account value", "4000"]
)


@st.composite
def changed_proposals(draw):
    """Change some fields of the right proposal to other texts of the statement, or leave out or repeat a row."""
    proposal = json.loads(json.dumps(RIGHT))
    (account,) = proposal["accounts"]
    for _ in range(draw(st.integers(1, 4))):
        target = draw(st.sampled_from([proposal, account, *account["holdings"]]))
        name = draw(st.sampled_from([name for name in target if name not in {"accounts", "holdings"}]))
        target[name] = draw(st.integers(1, 11)) if name.endswith("line") else draw(said)
    if draw(st.integers(0, 3)) == 0:
        rows = account["holdings"]
        account["holdings"] = draw(st.lists(st.sampled_from(rows), max_size=4))
    return StatementProposal.model_validate(proposal)


@THOROUGH
@given(changed_proposals())
def test_no_other_rows_are_ever_accepted(proposal):
    found = check_proposal(proposal, TEXT, today=TODAY)
    if isinstance(found, list):
        assert found and all(found)
        return
    rows = {(row.cells[2], *row.cells[4:7]) for row in found.rows if row.cells[3] != "Account total"}
    assert {row[1:] for row in rows} == {row[1:] for row in TRUE_ROWS}
    assert rows <= TRUE_ROWS | {("", *row[1:]) for row in TRUE_ROWS}  # a symbol may be missing, never another


@THOROUGH
@given(st.lists(words | numbers | days | st.sampled_from(LINES), max_size=12), changed_proposals())
def test_any_text_gives_rows_or_reasons(lines, proposal):
    text = StatementText(
        Table(("Text",), 0, tuple(Row(n, (line[:500],)) for n, line in enumerate(lines, 1)), written=PDF_TEXT)
    )
    assert isinstance(text.shown(), dict)
    assert isinstance(check_proposal(proposal, text, today=TODAY), list | Table)
