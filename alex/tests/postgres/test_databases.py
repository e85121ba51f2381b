"""Test databases are copies of a migrated template, and empty after each test that commits."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from alex.tests.support import databases
from people.tests.support.cast import user_manager


def names():
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database")
        return {row[0] for row in cursor.fetchall()}


@pytest.mark.django_db
def test_one_template_is_kept_and_is_current():
    made = {name for name in names() if name.startswith(databases.PREFIX)}
    assert made == {databases.template_name()}
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


def test_a_new_migration_makes_another_template(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    (tmp_path / "people" / "migrations").mkdir(parents=True)
    (tmp_path / "requirements.txt").touch()
    before = databases.template_name()
    (tmp_path / "people" / "migrations" / "0099_new.py").touch()
    assert databases.template_name() != before


@pytest.mark.parametrize("turn", [1, 2])
@pytest.mark.django_db(transaction=True)
def test_rows_of_an_earlier_test_are_gone(turn):
    managed = [model for model in apps.get_models() if model._meta.managed and not model._meta.proxy]
    filled = {model._meta.label_lower for model in managed if model._base_manager.exists()}
    assert filled - {"people.dataversion"} == {"contenttypes.contenttype", "auth.permission"}  # triggers count on
    assert ContentType.objects.filter(model__in=["user", "position"]).count() == 2
    assert Permission.objects.filter(codename="view_user").count() == 1
    user_manager().create_user("alice@example.com", "a-long-password-of-alice")
