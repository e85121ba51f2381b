"""Files of every kind give the right positions, or say why not: no row is silently wrong."""

import json

import pytest

from portfolios.tests.support.import_files import FOLDER
from portfolios.tests.support.import_kinds import KINDS, describe_file

EXPECTED = json.loads((FOLDER / "kinds.json").read_text(encoding="utf-8"))


def test_each_kind_has_a_right_result():
    assert sorted(path.name for path in KINDS.iterdir()) == sorted(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_kind_of_file_gives_its_right_result(name):
    assert describe_file(name) == EXPECTED[name]
