"""What policies cost: the question on whose behalf is asked once for a query, in every table of people."""

import pytest

from people import acting_as
from people.isolation.database_role import NARROW_RIGHTS
from people.isolation.policies import personal_tables
from people.tests.support.arranging import app_only
from people.tests.support.plans import asks_once, conditions_per_row, explain

pytestmark = pytest.mark.django_db
TABLES = sorted(table.name for table in personal_tables() if table.owner is not None)


@pytest.mark.parametrize("table", TABLES)
def test_a_policy_asks_once_for_a_query(alice, table):
    statements = [f'SELECT * FROM "{table}"', f'DELETE FROM "{table}"']
    with app_only(), acting_as(alice.pk):
        for statement in statements[: 1 if table in NARROW_RIGHTS else 2]:
            plan = explain(statement)
            assert conditions_per_row(plan) == []
            assert asks_once(plan)


def test_a_question_for_each_row_is_noticed(alice):
    """So that the tests above can fail."""
    condition = "user_id::text = current_setting('app.user_id', true)"
    assert conditions_per_row(explain(f"SELECT * FROM people_apikey WHERE {condition}"))
