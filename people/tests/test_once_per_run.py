"""Processes of one run of tests compute a costly value once."""

import pytest

from people.tests.support import once_per_run

RUN = "a-run-of-ours"


@pytest.fixture
def square(tmp_path, monkeypatch):
    """Return a function that makes a new process of the run, and what all processes have computed."""
    monkeypatch.setenv(once_per_run.RUN, RUN)
    monkeypatch.setattr(once_per_run.tempfile, "gettempdir", lambda: str(tmp_path))
    computed = []

    def square_of(number):
        computed.append(number)
        return number * number

    return lambda: once_per_run.once_per_run(square_of), computed


def test_a_value_is_computed_by_one_process(square):
    start, computed = square
    first, second = start(), start()
    assert [first(3), second(3), second(3), second(4), first(4)] == [9, 9, 9, 16, 16]
    assert computed == [3, 4]


def test_another_run_computes_it_again(square, monkeypatch):
    start, computed = square
    assert start()(3) == 9
    monkeypatch.setenv(once_per_run.RUN, "another-run")
    assert start()(3) == 9
    assert computed == [3, 3]


def test_a_single_process_writes_no_file(square, monkeypatch, tmp_path):
    start, computed = square
    monkeypatch.delenv(once_per_run.RUN)
    square_of = start()
    assert [square_of(3), square_of(3), computed] == [9, 9, [3]]
    assert list(tmp_path.iterdir()) == []
