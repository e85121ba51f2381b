"""The shared catalogue for tests of several apps, the order of tests, and what is never garbage."""

import gc

import pytest

from portfolios.tests.support.seeded_catalogue import lay_catalogue


@pytest.fixture
def catalogue(db):
    lay_catalogue()


@pytest.hookimpl(trylast=True)  # after pytest-randomly has shuffled them
def pytest_collection_modifyitems(items):
    """Start tests marked `long` first. At the end, one process would wait for them alone."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_collection_finish():
    """Leave modules and collected tests out of garbage collection: they stay to the end, and it would visit them."""
    gc.freeze()
