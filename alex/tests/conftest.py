"""The shared catalogue, for what looks at the whole."""

import pytest

from people import acting_as_staff
from portfolios.catalogue.seed import seed_catalogue
from portfolios.tests.conftest import CATALOGUE


@pytest.fixture
def catalogue(db):
    with acting_as_staff("catalogue"):
        seed_catalogue(catalogue=CATALOGUE)
