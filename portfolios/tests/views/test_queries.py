"""Pages make the same number of queries for ten positions and for a thousand."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people import acting_as_staff
from people.tests.support.cast import signed_in
from portfolios.catalogue.seed import read_catalogue, seed_catalogue
from portfolios.models import Account
from portfolios.tests.conftest import fill, make_income

pytestmark = pytest.mark.slow

MAX_QUERIES = 12


def count_queries(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.django_db(transaction=True)
def test_pages_need_at_most_twelve_queries(alice, bob):
    with acting_as_staff("catalogue"):
        seed_catalogue(catalogue=read_catalogue())
    fill(alice, accounts=2, positions=10)
    fill(bob, accounts=10, positions=1000)
    for number in range(20):
        make_income(bob, name=f"Pension {number}")
    for address in ("/dashboard/", "/accounts/", "/accounts/{}/", "/positions/{}/edit/"):
        few, many = (count_queries(signed_in(user), address.format(first_key(user, address))) for user in (alice, bob))
        assert few == many <= MAX_QUERIES


def first_key(user, address):
    account = Account.objects.owned_by(user).first()
    return account.positions.first().pk if "positions" in address else account.pk
