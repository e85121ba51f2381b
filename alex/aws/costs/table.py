"""The bill as a table for a terminal and for docs/costs.md."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from alex.aws.costs.bill import Switches, compute_bill, total
from alex.aws.costs.prices import PriceList
from alex.aws.costs.usage import Usage

USUAL_USERS = (0, 100, 1_000, 10_000)
CENT = Decimal("0.01")


def format_table(users: Sequence[int], analyses: float, switches: Switches, prices: PriceList) -> list[str]:
    """Return the lines of a Markdown table with one column for each number of users."""
    bills = [compute_bill(Usage(count, analyses), switches, prices) for count in users]
    heads = ["idle" if count == 0 else f"{count:,} users" for count in users]
    rows: list[list[object]] = [
        [bills[0][row].name, *(bill[row].dollars for bill in bills)] for row in range(len(bills[0]))
    ]
    sums = [total(bill) for bill in bills]
    each = [dollars / count if count else "" for dollars, count in zip(sums, users, strict=True)]
    rows += [["Sum", *sums], ["of it for each user", *each]]
    return [_row(["USD a month", *heads]), "| --- |" + " ---: |" * len(users), *map(_row, rows)]


def format_switches(prices: PriceList) -> list[str]:
    """Return what each switch adds to an idle month."""
    base = Switches(waf=False, nat="none", zones=0)
    changes = [
        ("waf = true", replace(base, waf=True)),
        ("nat = none, one zone", replace(base, zones=1)),
        ("nat = none, two zones", replace(base, zones=2)),
        ("nat = instance", replace(base, nat="instance")),
        ("nat = gateway", replace(base, nat="gateway")),
        ("guardduty = true", replace(base, guardduty=True)),
        ("sagemaker = true", replace(base, sagemaker=True)),
    ]
    floor = total(compute_bill(Usage(0, 0), base, prices))
    research = total(compute_bill(Usage(0, 0, researches=True), base, prices)) - floor
    rows = [(name, total(compute_bill(Usage(0, 0), switches, prices)) - floor) for name, switches in changes]
    return [
        _row(["switch", "USD a month, idle"]), "| --- | ---: |", _row(["everything else", floor]),
        *(_row([name, dollars]) for name, dollars in [*rows, ("research = true", research)]),
    ]  # fmt: skip


def _row(cells: Sequence[object]) -> str:
    shown = [f"{cell.quantize(CENT):,}" if isinstance(cell, Decimal) else str(cell) for cell in cells]
    return f"| {' | '.join(shown)} |"
