"""Alice's own instrument, for the tests of classification."""

import pytest

from portfolios.tests.conftest import make_instrument


@pytest.fixture
def zebra(alice):
    return make_instrument("ZZZ", owner=alice, name="Zebra Inc.")
