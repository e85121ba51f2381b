"""Adding an account kind changes one file, plus a migration for the database choices."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from portfolios.account_kinds import find_account_kind
from portfolios.tests.support import added_account_kind

pytestmark = pytest.mark.processes


@pytest.fixture(scope="module")
def with_new_kind():
    """Run the project in another process, with one more line in account_kinds.py."""
    root = Path(added_account_kind.__file__).parents[3]
    command = [sys.executable, "-m", added_account_kind.__name__]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("place", ["database", "form", "serializer"])
def test_a_new_kind_is_a_choice_everywhere(with_new_kind, place):
    assert "solo_401k" in with_new_kind[place]


def test_files_may_name_a_new_kind_by_its_alias(with_new_kind):
    assert with_new_kind["importer"] == ["solo_401k"] * 3


def test_tax_and_label_of_a_new_kind_are_known(with_new_kind):
    label_tax_and_hints = with_new_kind["label"], with_new_kind["snapshot"], with_new_kind["hints"]
    assert label_tax_and_hints == ("Solo 401(k)", True, ["BND"])


def test_retirement_default_follows_from_the_kind(with_new_kind):
    assert with_new_kind["counts"] is False


def test_a_new_kind_needs_one_migration_only(with_new_kind):
    assert with_new_kind["migration"] == ["Alter field kind on account"]


def test_an_unknown_kind_is_named_by_its_key():
    kind = find_account_kind("gone")
    assert (kind.label, kind.is_tax_advantaged, kind.is_shelter) == ("gone", False, False)
