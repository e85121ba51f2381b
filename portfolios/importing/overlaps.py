"""Pure: settle which of several files counts for an account that more than one of them lists.

A list of positions counts before positions that were computed from transactions, and is compared with them. Of several
lists the one of the latest day counts. Of the same day, a holding that two lists give alike counts once, and one that
they give differently is refused.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from portfolios.importers.lines import ImportLine
from portfolios.importers.table import TransactionSpan
from portfolios.importing.comparison import PositionsCheck, check_positions, find_day, take_costs

SEVERAL_HISTORIES = "More than one file lists transactions of this account. Import one file with all of them."
CASH = "Cash"


@dataclass(frozen=True)
class OverlapResult:
    """lines: in their order, with those left out and refused that do not count. checks: their accounts are keys."""

    lines: list[ImportLine]
    checks: list[PositionsCheck]


def settle_overlaps(
    lines: Sequence[ImportLine], names: Sequence[str], computed: Mapping[int, TransactionSpan]
) -> OverlapResult:
    """Settle the lines of all files, by account. names: of the files. computed: by file, if it lists transactions."""
    by_account: dict[str, dict[int, list[ImportLine]]] = defaultdict(lambda: defaultdict(list))
    for line in lines:
        if not line.refused and not line.left_out:
            by_account[line.account][line.file].append(line)
    replaced: dict[tuple[int, int], ImportLine] = {}
    checks: list[PositionsCheck] = []
    for account, files in by_account.items():
        if len(files) < 2:
            continue
        lists = {file: found for file, found in files.items() if file not in computed}
        histories = [file for file in files if file in computed]
        if not lists:
            changed = [one._replace(refused=SEVERAL_HISTORIES) for found in files.values() for one in found]
        else:
            changed = list(settle_lists(lists, names))
        replaced |= {line.place: line for line in changed}
        held = [replaced.get(one.place, one) for found in lists.values() for one in found]
        held = [one for one in held if not one.refused and not one.left_out]
        for file in histories if held else ():
            check = check_positions(account, held, files[file], names, computed[file])
            checks.append(check)
            replaced |= {one.place: one for one in take_costs(held, files[file], check)}
            replaced |= {
                one.place: one._replace(left_out=f"The positions of {check.positions} count instead.")
                for one in files[file]
            }
    return OverlapResult([replaced.get(line.place, line) for line in lines], checks)


def settle_lists(lists: Mapping[int, list[ImportLine]], names: Sequence[str]) -> Iterator[ImportLine]:
    """Yield the lines that do not count, where several files list the positions of one account."""
    days = {file: find_day(found) for file, found in lists.items()}
    newest = max((day for day in days.values() if day), default=None)
    current = [file for file, day in days.items() if None in days.values() or day == newest]
    for file in lists.keys() - set(current):
        for line in lists[file]:
            yield line._replace(left_out=f"{names[current[0]]} lists this account on a later day, {newest}.")
    by_holding: dict[str, dict[int, list[ImportLine]]] = defaultdict(lambda: defaultdict(list))
    for file in current:
        for line in lists[file]:
            by_holding[line.symbol or CASH][file].append(line)
    for files in by_holding.values():
        yield from settle_holding(files, names)


def settle_holding(files: Mapping[int, list[ImportLine]], names: Sequence[str]) -> Iterator[ImportLine]:
    """Yield the lines of a holding that do not count: all of them if the files differ, else those after the first."""
    amounts = {file: sum_amounts(found) for file, found in files.items()}
    first, *others = files
    if len(set(amounts.values())) > 1:
        said = ", ".join(f"{names[file]} {amount.normalize():,f}" for file, amount in amounts.items())
        yield from (one._replace(refused=f"The files differ: {said}.") for found in files.values() for one in found)
        return
    for file in others:
        yield from (one._replace(left_out=f"{names[first]} lists it, too.") for one in files[file])


def sum_amounts(lines: Iterable[ImportLine]) -> Decimal:
    """Return the quantity of the lots of a holding, or the cash."""
    return sum((line.quantity if line.cash is None else line.cash for line in lines), Decimal(0))
