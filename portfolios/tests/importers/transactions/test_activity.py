"""Transactions become positions with average cost, or the file says why not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolios.importers.readers.formats import read_file
from portfolios.importers.table import FileUnreadable
from portfolios.importers.transactions.actions import classify_action
from portfolios.tests.support.import_files import read_text

HEAD = "Date,Action,Symbol,Quantity,Price,Amount\n"
DAYS = [f"01/{day:02}/2024" for day in range(1, 29)]


def positions(rows, head=HEAD):
    lines = read_text(head + "\n".join(rows) + "\n")
    return {
        line.symbol: (f"{line.quantity.normalize():f}", line.cost_basis and f"{line.cost_basis:f}") for line in lines
    }


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["01/02/2024,Buy,ZZZ,10,$5,-$50", "01/03/2024,Buy,ZZZ,10,$7,-$70"], {"ZZZ": ("20", "120.00")}),
        (["01/02/2024,Buy,ZZZ,10,$5,-$50", "01/03/2024,Sell,ZZZ,4,$9,$36"], {"ZZZ": ("6", "30.00")}),
        (["01/03/2024,Sell,ZZZ,-4,$9,$36", "01/02/2024,Buy,ZZZ,10,$5,-$50"], {"ZZZ": ("6", "30.00")}),
        (["01/02/2024,Sell,ZZZ,4,$9,$36", "01/02/2024,Buy,ZZZ,10,$5,-$50"], {"ZZZ": ("6", "30.00")}),
        (["01/02/2024,Buy,ZZZ,10,$5,-$51", "01/03/2024,Reinvest Shares,ZZZ,1,$6,-$6"], {"ZZZ": ("11", "57.00")}),
        (["01/02/2024,Buy,ZZZ,10,$5,-$50", "01/03/2024,Stock Split,ZZZ,20,,"], {"ZZZ": ("30", "50.00")}),
        (["01/02/2024,Transfer of shares in,ZZZ,10,$5,"], {"ZZZ": ("10", "50.00")}),
        (["01/02/2024,Buy,ZZZ,10,$5,-$50", "01/03/2024,Cash Dividend,ZZZ,,,$3", "01/04/2024,Interest,,,,$1"],
         {"ZZZ": ("10", "50.00")}),
        (["01/02/2024,Transfer of shares in,ZZZ,10,,", "01/03/2024,Buy,ZZZ,10,$5,-$50"], {"ZZZ": ("20", None)}),
        (["01/02/2024,Buy,ZZZ,10,$5,-$50", "01/03/2024,Return of Capital,ZZZ,,,$7"], {"ZZZ": ("10", "43.00")}),
        (["01/02/2024,Buy,ZZZ,10,$5,-$50", "Total,,,10,,-$50"], {"ZZZ": ("10", "50.00")}),
        (["01/02/2024,Buy,ZZZ,10,$5,-$50", "01/03/2024,Buy,AAPL270115C150,1,$5,-$500"], {"ZZZ": ("10", "50.00")}),
    ],
)  # fmt: skip
def test_transactions_become_positions(rows, expected):
    assert positions(rows) == expected


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (["01/02/2024,Sell,ZZZ,10,$5,$50", "01/03/2024,Buy,YYY,1,$5,-$5"], "line 2 sells more of ZZZ than it buys"),
        (["01/02/2024,Reinvest Shares,ZZZ,1,$6,-$6", "01/03/2024,Buy,YYY,1,$5,-$5"], "reinvests ZZZ, never bought"),
        (["01/02/2024,Buy,ZZZ,10,$5,-$50", "01/03/2024,Sell,ZZZ,10,$5,$50"], "nothing is held"),
        (["01/02/2024,Buy,ZZZ,10,$5,-$50", "01/03/2024,Spin-off,YYY,10,,"], "does not know “Spin-off” in line 3"),
        (["01/02/2024,Buy,ZZZ,ten,$5,-$50", "01/03/2024,Buy,ZZZ,1,$5,-$5"], "line 2 is unclear"),
        (["01/02/2024,Buy,ZZZ,10,$5,-$50", "01/03/2024,Cancelled Buy,ZZZ,10,$5,$50"], "does not know “Cancelled Buy”"),
        (["01/02/2024,Buy,ZZZ,10,$5,-$50", "01/03/2024,Buy to Cover,ZZZ,10,$5,$50"], "does not know “Buy to Cover”"),
        (["01/02/2024,Buy,ZZZ,10,$5,-$50", "01/03/2024,Buy,ZZZ,-10,$5,$50"], "purchase of a negative quantity"),
        (["01/02/2024,Buy,ZZZ,10,$5,-$50", ",Buy,ZZZ,10,$5,-$50"], "It has no date"),
        (["01/02/2024,Buy,ZZZ,100,$5,-$500", "01/03/2024,Stock Split,ZZZ,2,,"], "line 3 is unclear: A split does not"),
        (["01/02/2024,Stock Split,ZZZ,20,,", "01/03/2024,Buy,ZZZ,10,$5,-$50"], "line 2 splits a holding"),
        (["01/02/2024,Buy,ZZZ,10,$400,-$50", "01/03/2024,Buy,ZZZ,1,$5,-$5"], "is 4,000.00, but the amount is 50.00"),
    ],
)
def test_an_unclear_history_is_refused(rows, words):
    with pytest.raises(FileUnreadable, match=words):
        positions(rows)


def test_the_days_and_the_number_are_said():
    table = read_file((HEAD + "01/02/2024,Buy,ZZZ,10,$5,-$50\n01/05/2024,Sell,ZZZ,4,$9,$36\n").encode())
    assert str(table.computed) == "computed from 2 transactions from 2024-01-02 to 2024-01-05"
    assert str(table.dated) == "2024-01-05"


def test_an_amount_in_another_currency_is_no_cost():
    head = "Action,Time,Ticker,No. of shares,Price / share,Currency (Price / share),Total,Currency (Total)\n"
    assert positions(["Market buy,2024-01-02 10:00:00,ZZZ,2,50,USD,92,EUR"], head) == {"ZZZ": ("2", "100.00")}


def test_purchases_in_two_currencies_have_no_cost():
    head = "Date,Action,Symbol,Quantity,Price,Amount,Currency\n"
    rows = ["01/02/2024,Buy,ZZZ,10,5,-50,USD", "01/03/2024,Buy,ZZZ,10,4,-40,EUR"]
    assert positions(rows, head) == {"ZZZ": ("20", None)}


def test_orders_that_were_not_executed_do_not_count():
    head = "Date,Side,Symbol,Quantity,Price,Amount,Status\n"
    rows = ["01/02/2024,Buy,ZZZ,10,5,50,Filled", "01/03/2024,Buy,ZZZ,10,4,40,Cancelled"]
    assert positions(rows, head) == {"ZZZ": ("10", "50.00")}


@pytest.mark.parametrize(
    ("text", "kind"),
    [("Market buy", "buy"), ("YOU SOLD APPLE INC", "sell"), ("Kauf", "buy"), ("DIVIDEND RECEIVED", "dividend"),
     ("TRANSFER FROM A LTD TO B UAB", "none"), ("Einlage", "move"), ("Interest", "unknown"),
     ("Contribution", "buy"), ("Cash Merger", "unknown"), ("YOU BOUGHT CAPITAL TOTAL RETURN SHORT BOND", "buy"),
     ("Sell short", "unknown"), ("Merger", "unknown"), ("SPL", "split")],
)  # fmt: skip
def test_an_action_is_classified_by_its_words(text, kind):
    assert classify_action(text, 3, None) == kind


trades = st.lists(
    st.tuples(st.sampled_from(DAYS), st.sampled_from(["Buy", "Sell", "Stock Split", "Reinvest Shares", "Dividend"]),
              st.sampled_from(["ZZZ", "YYY", "XXX"]), st.integers(1, 50), st.integers(1, 9)),
    min_size=1, max_size=12,
)  # fmt: skip


@given(trades)
def test_positions_are_never_more_than_was_bought(rows):
    text = [f"{day},{action},{symbol},{size},${price},${size * price}" for day, action, symbol, size, price in rows]
    try:
        found = positions(text)
    except FileUnreadable as refusal:
        assert str(refusal)
        return
    for symbol, (quantity, _) in found.items():
        added = sum(
            size for _, action, other, size, _ in rows if other == symbol and action not in {"Sell", "Dividend"}
        )
        assert 0 < int(quantity) <= added
