"""Every table with rows of a person is exported and deleted, or listed with its reason."""

from django.apps import apps

from analysis.personal_data.tables import LIBRARY_COLUMNS, NOT_EXPORTED, SECRET_COLUMNS, owned_tables
from people.isolation.policies import personal_tables
from people.models import User

OF_NOBODY = {
    "advisors.researchnote", "advisors.senttrace", "auth.group", "auth.permission", "contenttypes.contenttype",
    "django_q.ormq", "django_q.schedule", "django_q.task", "people.requestcount", "sessions.session",
    "portfolios.marketsettings", "socialaccount.socialapp",
}  # fmt: skip
"""Tables whose rows lead to no person by a foreign key. Sessions, messages and counts are short-lived."""


def tables():
    return {table.label: table for table in owned_tables()}


def test_each_table_is_of_a_person_or_of_nobody():
    models = {model._meta.label_lower for model in apps.get_models() if not model._meta.proxy}
    assert models - set(tables()) == OF_NOBODY


def test_tables_are_found_through_other_tables():
    assert tables()["portfolios.pricequote"].path == "instrument__owner"
    assert tables()["portfolios.instrument"].path == "owner"
    assert tables()["people.user"].path == "pk"


def test_each_table_has_the_path_of_its_policy():
    """One list says whose rows a table has: for the export, the deletion and the policies of the database."""
    owned = {table.model: table.owner_path for table in personal_tables() if table.owner_path}
    exported = {table.model: table.path for table in owned_tables()}
    assert exported.items() <= owned.items()
    assert all(model._meta.auto_created for model in owned.keys() - exported.keys())


def test_no_secret_is_among_the_columns():
    columns = {f"{table.label}.{name}" for table in owned_tables() for name in table.export_columns()}
    secrets = {f"{table.label}.{name}" for table in owned_tables() for name in SECRET_COLUMNS}
    assert not columns & secrets
    assert {"people.user.email", "analysis.span.prompt", "portfolios.position.cost_basis"} <= columns


def test_a_librarys_table_needs_a_list_of_columns():
    """A library may add a column with a secret; ours are reviewed with the model."""
    own = {"people", "portfolios", "advisors", "analysis", "alex"}
    of_libraries = {label for label in tables() if label.partition(".")[0] not in own}
    assert of_libraries <= set(LIBRARY_COLUMNS) | NOT_EXPORTED


def test_rows_of_other_people_are_left_out(alice, bob):
    (row,) = tables()["people.user"].load_values(alice)
    assert (row["email"], User.objects.count()) == ("alice@example.com", 2)
    assert "password" not in row
