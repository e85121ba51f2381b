"""The records of the changes that Alex tests."""

from typing import get_args

from advisors.retirement.scenarios.change_kinds import CHANGES, ChangeKind
from advisors.retirement.tools import what_if_changed


def test_every_change_has_one_record():
    assert set(get_args(ChangeKind)) == set(CHANGES)


def test_the_tool_describes_the_unit_of_every_change():
    description = what_if_changed.params_json_schema["properties"]["change"]["description"]
    assert all(key in description and change.unit_label in description for key, change in CHANGES.items())


def test_phrases_take_one_amount():
    assert all(c.doing.count("{}") == 1 for c in CHANGES.values())
