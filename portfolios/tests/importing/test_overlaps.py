"""What counts where several files of an import list one account."""

from datetime import date
from decimal import Decimal

from portfolios.importers.lines import ImportLine
from portfolios.importers.table import TransactionSpan
from portfolios.importing.comparison import Difference
from portfolios.importing.overlaps import SEVERAL_HISTORIES, settle_overlaps

NAMES = ("a.csv", "b.csv", "c.csv")
SPAN = TransactionSpan(3, date(2024, 1, 2), date(2024, 3, 28))
OLD, NEW = date(2024, 6, 1), date(2024, 7, 1)


def line(file, number, symbol="VTI", quantity=10, **values):
    return ImportLine(number, account="one", symbol=symbol, quantity=Decimal(quantity), file=file, **values)


def cash(file, number, amount):
    return ImportLine(number, account="one", cash=Decimal(amount), file=file)


def settle(*lines, computed=()):
    return settle_overlaps(lines, NAMES, dict.fromkeys(computed, SPAN))


def reasons(result):
    return [(one.file, one.number, one.refused or one.left_out) for one in result.lines if one.refused or one.left_out]


def test_accounts_of_one_file_each_stay_as_they_are():
    lines = [line(0, 1), line(1, 1)._replace(account="two")]
    assert settle(*lines).lines == lines


def test_the_list_of_the_later_day_counts():
    result = settle(line(0, 1, as_of=NEW), line(1, 1, "BND", as_of=OLD), cash(1, 2, 5))
    reason = "a.csv lists this account on a later day, 2024-07-01."
    assert reasons(result) == [(1, 1, reason), (1, 2, reason)]


def test_what_two_lists_of_a_day_say_alike_counts_once():
    result = settle(line(0, 1, quantity=4), line(0, 2, quantity=6), line(1, 1, quantity=10), line(1, 2, "BND"))
    assert reasons(result) == [(1, 1, "a.csv lists it, too.")]


def test_what_two_lists_say_differently_is_refused():
    result = settle(line(0, 1), line(1, 1, quantity=12), cash(0, 2, 5), cash(1, 2, 6))
    assert [one.refused for one in result.lines] == [
        "The files differ: a.csv 10, b.csv 12.", "The files differ: a.csv 10, b.csv 12.",
        "The files differ: a.csv 5, b.csv 6.", "The files differ: a.csv 5, b.csv 6.",
    ]  # fmt: skip


def test_a_list_without_a_day_is_not_older():
    assert not reasons(settle(line(0, 1, as_of=NEW), line(1, 1, "BND")))


def test_positions_count_before_transactions():
    result = settle(line(0, 1, quantity=12), line(1, 1), line(1, 2, "BND", 3), line(0, 2, "VEA", 7), computed=[0])
    assert reasons(result) == [
        (0, 1, "The positions of b.csv count instead."),
        (0, 2, "The positions of b.csv count instead."),
    ]
    (check,) = result.checks
    assert (check.positions, check.transactions, check.agreeing) == ("b.csv", "a.csv", 0)
    assert check.differences == (
        Difference("BND", Decimal(0), Decimal(3)), Difference("VEA", Decimal(7), Decimal(0)),
        Difference("VTI", Decimal(12), Decimal(10)),
    )  # fmt: skip


def test_a_missing_cost_comes_from_transactions_that_agree():
    lines = [
        line(0, 1),
        line(0, 2, "BND"),
        line(1, 1, cost_basis=Decimal(900)),
        line(1, 2, "BND", 9, cost_basis=Decimal(1)),
    ]
    result = settle(*lines, computed=[1])
    assert [one.cost_basis for one in result.lines[:2]] == [900, None]
    assert result.lines[0].notes == ("Cost computed from b.csv.",)
    assert result.checks[0].agreeing == 1


def test_a_cost_in_the_positions_file_stays():
    lines = [line(0, 1, cost_basis=Decimal(800)), line(1, 1, cost_basis=Decimal(900))]
    assert settle(*lines, computed=[1]).lines[0].cost_basis == 800


def test_two_files_of_transactions_are_refused():
    assert {reason for *_, reason in reasons(settle(line(0, 1), line(1, 1), computed=[0, 1]))} == {SEVERAL_HISTORIES}


def test_lists_that_differ_are_not_compared_with_transactions():
    result = settle(line(0, 1), line(1, 1, quantity=11), line(2, 1, "VTI", 11), computed=[2])
    assert not result.checks
