"""A pytest plugin for sweeps: tests that check one rule over many cases, such as households, attacks or addresses.

`start.py test` takes a few cases of each, evenly spread and the same ones in each run. `start.py test --all` takes
every case, and so does pytest when it is called by hand.
"""

import os
from collections import defaultdict
from collections.abc import Sequence
from typing import TypeVar

import pytest

Case = TypeVar("Case")


def takes_every_case() -> bool:
    """Return whether each sweep runs all of its cases. A test that is a sweep in itself asks this."""
    return os.environ.get("ALEX_SWEEPS") != "part"


def spread(cases: Sequence[Case], count: int) -> list[Case]:
    """Return `count` of the cases, evenly spread; all of them if there are fewer."""
    if count >= len(cases):
        return list(cases)
    return [cases[number * len(cases) // count] for number in range(count)]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the cases beyond the number that `@pytest.mark.sweep(number)` gives to the usual run."""
    if takes_every_case():
        return
    sweeps = defaultdict(list)
    for item in items:
        if mark := item.get_closest_marker("sweep"):
            sweeps[item.nodeid.partition("[")[0], mark.args[0]].append(item)
    left_out = {item for (_, count), cases in sweeps.items() for item in set(cases) - set(spread(cases, count))}
    config.hook.pytest_deselected(items=list(left_out))
    items[:] = [item for item in items if item not in left_out]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not takes_every_case():
        terminalreporter.write_line("Of each sweep a few cases ran. `start.py test --all` runs every case.")
