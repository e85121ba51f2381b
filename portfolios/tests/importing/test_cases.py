"""Every import case gives its right result: the positions, cash and values of the file, or a clear refusal."""

import pytest

from portfolios.tests.conftest import make_account
from portfolios.tests.support.import_cases import CASES, FOLDER, MINE, OPENS_ACCOUNTS, list_faults
from portfolios.tests.support.import_drive import drive

pytestmark = pytest.mark.usefixtures("reads_in_this_process")


def test_each_case_has_a_right_result():
    assert sorted(path.name for path in FOLDER.iterdir()) == sorted(CASES)


@pytest.mark.parametrize("name", CASES)
def test_an_import_case_gives_its_right_result(as_alice, alice, catalogue, name):
    mine = make_account(alice, name=MINE)
    account = None if name[:2] in OPENS_ACCOUNTS else mine
    outcome = drive(as_alice, alice, name, (FOLDER / name).read_bytes(), account)
    assert list_faults(CASES[name], outcome) == []
