"""Fixtures for a private instrument of Alice."""

import pytest

from portfolios.tests.conftest import make_instrument
from portfolios.tests.support.promoted_instruments import PRICED, SPLIT


@pytest.fixture
def acme(alice):
    return make_instrument(owner=alice, **PRICED, **SPLIT)
