"""With a million positions of ten thousand users, every page uses indexes."""

import json
import re
from contextlib import contextmanager

import pytest
from django.db import connection

from alex.tests.support.large_database import every_address, gather
from people import acting_as
from people.tests.support.arranging import app_only
from people.tests.support.cast import signed_in
from portfolios.importing.steps import start_import

pytestmark = pytest.mark.slow

PEOPLE, POSITIONS_EACH = 10_000, 100
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


def explain(sql, params):
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        (output,) = cursor.fetchone()
    return (output if isinstance(output, list) else json.loads(output))[0]["Plan"]


def nodes(plan):
    yield plan
    for child in plan.get("Plans", ()):
        yield from nodes(child)


def scanned_tables(sql, params):
    return {n["Relation Name"] for n in nodes(explain(sql, params)) if n["Node Type"].endswith("Seq Scan")} & LARGE


@pytest.fixture
def user_of_many(transactional_db):
    person = gather(PEOPLE, positions_each=POSITIONS_EACH)[PEOPLE // 2]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM portfolios_position")
        assert cursor.fetchone() == (PEOPLE * POSITIONS_EACH,)
    return person


def test_no_page_scans_a_whole_table(user_of_many):
    account = user_of_many.accounts.first()
    draft = start_import(user=user_of_many, account=account, file_name="a.csv", data=b"Symbol,Quantity\nX000001,5\n")
    client = signed_in(user_of_many)
    scans = {}
    for name, address in every_address(user_of_many, draft).items():
        with record_queries() as queries:
            status = client.get(address, {"symbol": "pacific health", "search": "pacific health"}).status_code
        assert status in {200, 302, 405}, name
        with app_only(), acting_as(user_of_many.pk):
            scanned = set().union(*(scanned_tables(*query) for query in queries), set())
        if scanned:
            scans[name] = scanned
    assert scans == {}
