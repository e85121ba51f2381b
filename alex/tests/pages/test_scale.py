"""With a million positions of ten thousand users, every page uses indexes, and the policies cost next to nothing.

`start.py test` makes a tenth of them, `start.py test --all` all.
"""

import re
from contextlib import contextmanager

import pytest
from django.db import connection

from alex.tests.support.large_database import every_address, gather
from analysis.exporting.files import EXPORT_FILES
from people import acting_as
from people.tests.support.arranging import app_only
from people.tests.support.cast import signed_in
from people.tests.support.plans import asks_once, conditions_per_row, explain, scanned_tables
from people.tests.support.sweeps import takes_every_case
from portfolios.importing.steps import start_import

pytestmark = pytest.mark.slow

PEOPLE, POSITIONS_EACH = 10_000 if takes_every_case() else 1_000, 100
REFUSED = {"stop_mails": 400, "mcp": 401, **{f"api_{one.view_name}": 409 for one in EXPORT_FILES}}
"""Routes that refuse: without the token in their link, without an API key, and for an analysis without a report."""
LARGE = {
    "people_user", "portfolios_profile", "portfolios_account", "portfolios_position", "portfolios_instrument",
    "portfolios_incomestream", "portfolios_portfoliovalue", "analysis_job", "analysis_step",
}  # fmt: skip


@contextmanager
def record_queries():
    """Record queries so that they can be explained."""
    queries = []

    def record(execute, sql, params, many, context):
        if re.match(r"\s*(SELECT|WITH)", sql) and not many:
            queries.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(record):
        yield queries


@pytest.fixture
def user_of_many(transactional_db):
    person = gather(PEOPLE, positions_each=POSITIONS_EACH)[PEOPLE // 2]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM portfolios_position")
        assert cursor.fetchone() == (PEOPLE * POSITIONS_EACH,)
    return person


def test_every_page_uses_indexes_under_the_policies(user_of_many):
    """No query scans a large table, and the policies ask on whose behalf once for a query, not once for a row."""
    account = user_of_many.accounts.first()
    draft = start_import(user=user_of_many, account=account, files=[("a.csv", b"Symbol,Quantity\nX000001,5\n")])[0]
    client = signed_in(user_of_many)
    scans, per_row, plans_with_policies = {}, {}, 0
    for name, address in every_address(user_of_many, draft).items():
        with record_queries() as queries:
            status = client.get(address, {"symbol": "pacific health", "search": "pacific health"}).status_code
        assert status in {200, 302, 405, REFUSED.get(name)}, name
        with app_only(), acting_as(user_of_many.pk):
            plans = [explain(*query) for query in queries]
        if scanned := set().union(*map(scanned_tables, plans)) & LARGE:
            scans[name] = scanned
        if conditions := [text for plan in plans for text in conditions_per_row(plan)]:
            per_row[name] = conditions
        plans_with_policies += sum(map(asks_once, plans))
    assert (scans, per_row) == ({}, {})
    assert plans_with_policies > 100
