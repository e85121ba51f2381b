"""Sweeps: the usual run takes the same few cases each time, and no other test loses one."""

import pytest

from people.tests.support import sweeps


class FakeItem:
    def __init__(self, nodeid, count=None):
        self.nodeid = nodeid
        self._mark = None if count is None else pytest.mark.sweep(count).mark

    def get_closest_marker(self, name):
        return self._mark if name == "sweep" else None


class FakeHook:
    def pytest_deselected(self, items):
        self.left_out = [item.nodeid for item in items]


class FakeConfig:
    def __init__(self):
        self.hook = FakeHook()


def collect():
    """Return the tests that a run takes, and those that it leaves out."""
    items = [FakeItem(f"test_a.py::test_attack[{number}]", 3) for number in range(9)]
    items += [FakeItem("test_a.py::test_deploy", 0), FakeItem("test_a.py::test_other[1]")]
    config = FakeConfig()
    sweeps.pytest_collection_modifyitems(config, items)
    return [item.nodeid for item in items], getattr(config.hook, "left_out", [])


def test_few_cases_of_a_sweep_are_spread(monkeypatch):
    monkeypatch.setenv("ALEX_SWEEPS", "part")
    taken, left_out = collect()
    assert taken == [*(f"test_a.py::test_attack[{number}]" for number in (0, 3, 6)), "test_a.py::test_other[1]"]
    assert len(left_out) == 7


def test_a_run_by_hand_takes_every_case(monkeypatch):
    monkeypatch.delenv("ALEX_SWEEPS", raising=False)
    taken, left_out = collect()
    assert (len(taken), left_out) == (11, [])


@pytest.mark.parametrize("count", [4, 5])
def test_a_short_sweep_runs_whole(count):
    assert sweeps.spread("abcd", count) == list("abcd")
