"""The shared catalogue, for tests of several apps."""

import pytest

from portfolios.tests.support.seeded_catalogue import lay_catalogue


@pytest.fixture
def catalogue(db):
    lay_catalogue()
