"""The column of confirmed fields accepts only known names, and its migration keeps valid ones."""

import importlib
import json

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from portfolios.models import Profile
from portfolios.valuation.assumptions import CONFIRMABLE

migration = importlib.import_module("portfolios.migrations.0010_confirmed_fields")
MIGRATED = [
    (list(CONFIRMABLE), 1980, list(CONFIRMABLE)),
    (list(reversed(CONFIRMABLE)), 1980, list(reversed(CONFIRMABLE))),
    (["plan_to_age"], None, ["plan_to_age"]),
    (["plan_to_age", "birth_year"], None, ["plan_to_age"]),
    (["plan_to_age", "display_name"], 1980, ["plan_to_age"]),
    ("plan_to_age", None, []),
    ([], None, []),
]


def store(names):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE portfolios_profile SET confirmed = %s", [json.dumps(names)])


@pytest.mark.parametrize("names", [["display_name"], ["plan_to_age", "x"], [1], "plan_to_age", {"plan_to_age": 1}])
def test_the_database_takes_only_known_fields(alice, names):
    with pytest.raises(IntegrityError, match="profile_confirmed"), transaction.atomic():
        store(names)


def test_the_database_wants_a_year_for_an_age(alice):
    with pytest.raises(IntegrityError, match="profile_confirmed_birth_year"), transaction.atomic():
        store(["birth_year"])


def test_the_model_takes_only_known_fields(alice):
    profile = Profile.objects.get(user=alice)
    profile.confirmed = ["display_name"]
    with pytest.raises(ValidationError, match="confirmed"):
        profile.full_clean()


@pytest.mark.parametrize(("before", "birth_year", "after"), MIGRATED)
def test_the_migration_keeps_confirmations(before, birth_year, after):
    assert migration.valid_names(before, birth_year) == after
