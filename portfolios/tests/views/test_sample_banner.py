"""One banner says that prices are samples, and only where they are."""

import pytest

from portfolios.tests.conftest import make_account, make_position
from portfolios.tests.support.market_prices import priced


@pytest.mark.parametrize("page", ["/dashboard/", "/accounts/"])
def test_sample_prices_are_said_once(as_alice, alice, page):
    account = make_account(alice)
    make_position(account, priced("VTI", source="market"))
    assert 'id="samples"' not in as_alice.get(page).content.decode()
    make_position(account, priced("BND", source="sample"))
    text = as_alice.get(page).content.decode()
    assert text.count("1 of your prices is a sample, from November 19, 2026: it never changes") == 1
