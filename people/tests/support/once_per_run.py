"""A pytest plugin for costly values of tests: one process of a parallel run computes them, the others read a file."""

import hashlib
import os
import pickle
import shutil
import tempfile
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import Any

import pytest

RUN = "PYTEST_XDIST_TESTRUNUID"
"""The variable in which pytest-xdist tells its processes the id of their run. It is a new one each time."""
_run_id = pytest.StashKey[str]()


def once_per_run(compute: Callable[..., Any]) -> Callable[..., Any]:
    """Decorate a pure function of plain arguments whose result can be pickled."""
    name = f"{compute.__module__}.{compute.__qualname__}"

    @cache
    @wraps(compute)
    def find_or_compute(*arguments: Any) -> Any:
        return find_in_run(f"{name}{arguments!r}", lambda: compute(*arguments))

    return find_or_compute


def find_in_run(key: str, compute: Callable[[], Any]) -> Any:
    """Return what a process of this run has computed under the key, or compute it and keep it for the others."""
    run = os.environ.get(RUN)
    if run is None:
        return compute()
    path = folder_of(run) / hashlib.sha256(key.encode()).hexdigest()
    if path.exists():
        return pickle.loads(path.read_bytes())
    result = compute()
    path.parent.mkdir(mode=0o700, exist_ok=True)
    unfinished = path.with_suffix(f".{os.getpid()}")
    unfinished.write_bytes(pickle.dumps(result))
    unfinished.replace(path)
    return result


def folder_of(run: str) -> Path:
    return Path(tempfile.gettempdir()) / f"alex-tests-{run}"


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.config.stash[_run_id] = node.workerinput["testrunuid"]


def pytest_unconfigure(config: pytest.Config) -> None:
    if run := config.stash.get(_run_id, None):
        shutil.rmtree(folder_of(run), ignore_errors=True)
