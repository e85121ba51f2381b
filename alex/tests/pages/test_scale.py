"""With a million positions of ten thousand users, every page uses indexes."""

import json
import re
from contextlib import contextmanager

import pytest
from django.db import connection

from alex.tests.support.large_database import every_address, gather
from people.tests.support.cast import signed_in
from portfolios.importing.steps import start_import

pytestmark = pytest.mark.slow

PEOPLE, POSITIONS_EACH = 10_000, 100
LARGE = {
    "people_user", "portfolios_profile", "portfolios_account", "portfolios_position", "portfolios_instrument",
    "portfolios_incomestream", "portfolios_portfoliovalue", "analysis_job", "analysis_step",
}  # fmt: skip


@contextmanager
def questions():
    """Record queries so that they can be explained."""
    asked = []

    def note(execute, sql, params, many, context):
        if re.match(r"\s*(SELECT|WITH)", sql) and not many:
            asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield asked


def plan_of(sql, params):
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        (told,) = cursor.fetchone()
    return (told if isinstance(told, list) else json.loads(told))[0]["Plan"]


def nodes(plan):
    yield plan
    for child in plan.get("Plans", ()):
        yield from nodes(child)


def read_whole(sql, params):
    return {n["Relation Name"] for n in nodes(plan_of(sql, params)) if n["Node Type"].endswith("Seq Scan")} & LARGE


@pytest.fixture
def one_of_many(transactional_db):
    person = gather(PEOPLE, positions_each=POSITIONS_EACH)[PEOPLE // 2]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM portfolios_position")
        assert cursor.fetchone() == (PEOPLE * POSITIONS_EACH,)
    return person


def test_no_page_scans_a_whole_table(one_of_many):
    account = one_of_many.accounts.first()
    draft = start_import(user=one_of_many, account=account, file_name="a.csv", data=b"Symbol,Quantity\nX000001,5\n")
    client = signed_in(one_of_many)
    told = {}
    for name, address in every_address(one_of_many, draft).items():
        with questions() as asked:
            status = client.get(address, {"symbol": "pacific health", "search": "pacific health"}).status_code
        assert status in {200, 302, 405}, name
        whole = set().union(*(read_whole(*question) for question in asked), set())
        if whole:
            told[name] = whole
    assert told == {}
