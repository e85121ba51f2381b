"""Accounts of a file are found by number: two accounts of one name are never mixed up."""

import pytest
from django.conf import settings

from people.models import AuditEvent
from portfolios.account_numbers import hide_number
from portfolios.changes.deletion import delete_account, restore
from portfolios.importing.steps import TargetAccountMissing, apply_import, plan_import, start_import
from portfolios.models import Account, ImportMapping, Removal
from portfolios.tests.conftest import make_account
from portfolios.tests.support.import_cases import FOLDER
from portfolios.tests.support.import_pages import apply, check, confirm, send, text_of

pytestmark = pytest.mark.usefixtures("reads_in_this_process", "catalogue")
HEADER = "Account Number,Account Name,Symbol,Quantity,Current Value\n"
FIRST, SECOND = "Z11111111,ROTH IRA,VTI,10,$3000\n", "Z22222222,ROTH IRA,VTI,20,$6000\n"


def read(user, *rows, account=None, targets=None):
    data = (HEADER + "".join(rows)).encode()
    draft = start_import(user=user, account=account, files=[("positions.csv", data)])[0]
    draft.targets |= targets or {}
    return draft


def store(draft):
    return apply_import(draft=draft, digest=plan_import(draft=draft).digest, accepts_difference=True)


def held(user):
    return {
        account.name: list(account.positions.values_list("quantity", flat=True))
        for account in Account.objects.owned_by(user)
    }


def test_a_file_with_one_of_two_accounts_finds_it(alice):
    store(read(alice, FIRST, SECOND))
    store(read(alice, SECOND.replace("20", "25")))
    assert held(alice) == {"ROTH IRA ...1111": [10], "ROTH IRA ...2222": [25]}


def test_the_other_account_of_a_name_is_not_a_guess(alice):
    store(read(alice, FIRST))
    assert read(alice, SECOND).targets == {"ROTH IRA": ""}


def test_a_remembered_choice_does_not_beat_the_number(as_alice, alice):
    send(as_alice, None, HEADER + FIRST)
    confirm(as_alice)
    apply(as_alice)
    send(as_alice, None, HEADER + SECOND)
    assert read(alice, SECOND).targets == {"ROTH IRA": ""}


def test_a_second_account_of_a_name_is_named_by_number(alice):
    store(read(alice, FIRST))
    store(read(alice, SECOND, targets={"ROTH IRA": "new:roth_ira"}))
    assert held(alice) == {"ROTH IRA": [10], "ROTH IRA ...2222": [20]}
    store(read(alice, FIRST.replace("10", "11"), SECOND))
    assert held(alice) == {"ROTH IRA": [11], "ROTH IRA ...2222": [20]}


def test_an_account_page_asks_about_another_number(alice):
    store(read(alice, FIRST))
    first = Account.objects.get()
    assert read(alice, SECOND, account=first).targets == {"ROTH IRA": ""}
    assert read(alice, FIRST, account=first).targets == {"ROTH IRA": str(first.pk)}


def test_an_account_without_a_number_is_found_by_name(alice):
    account = make_account(alice, name="Roth IRA")
    draft = read(alice, FIRST)
    assert draft.targets == {"ROTH IRA": str(account.pk)}
    store(draft)
    account.refresh_from_db()
    assert account.number_end == "1111"


def test_a_renamed_account_is_found_by_number(alice):
    store(read(alice, FIRST))
    Account.objects.update(name="My Roth")
    assert read(alice, FIRST).targets == {"ROTH IRA": str(Account.objects.get().pk)}


def test_a_chosen_account_takes_over_the_number(alice):
    store(read(alice, FIRST))
    other = make_account(alice, name="Other")
    store(read(alice, FIRST, targets={"ROTH IRA": str(other.pk)}))
    numbers = dict(Account.objects.values_list("name", "number_end"))
    assert numbers == {"ROTH IRA": "", "Other": "1111"}


def test_an_account_of_two_numbers_keeps_none(alice):
    both = make_account(alice, name="Both")
    target = str(both.pk)
    store(read(alice, FIRST, SECOND, targets={"ROTH IRA ...1111": target, "ROTH IRA ...2222": target}))
    both.refresh_from_db()
    assert (both.number_end, both.number_hash) == ("", "")


def test_a_taken_name_without_a_number_is_refused(alice):
    make_account(alice, name="Brokerage")
    draft = start_import(user=alice, account=None, files=[("a.csv", b"Account,Symbol,Quantity\nBrokerage,VTI,1\n")])[0]
    draft.targets = {"Brokerage": "new:taxable"}
    with pytest.raises(TargetAccountMissing):
        plan_import(draft=draft)


def test_the_number_itself_is_stored_nowhere(as_alice, alice):
    send(as_alice, None, HEADER + FIRST)
    page = text_of(check(as_alice))
    assert "Recognized by its account number from now on: ROTH IRA (...1111)" in page
    apply(as_alice)
    account = Account.objects.values().get()
    assert "Z11111111" not in repr((account, *AuditEvent.objects.values(), *ImportMapping.objects.values()))
    assert account["number_hash"] == hide_number("z1111-1111", alice.pk).hash
    assert "...1111" in text_of(as_alice.get(f"/accounts/{account['id']}/"))


def test_a_number_of_two_people_has_two_hashes(alice, bob):
    assert hide_number("Z11111111", alice.pk).hash != hide_number("Z11111111", bob.pk).hash
    assert hide_number("...", alice.pk) is None


def test_a_former_secret_key_still_finds_the_account(alice, monkeypatch):
    store(read(alice, FIRST))
    was = Account.objects.get().number_hash
    monkeypatch.setattr(settings, "SECRET_KEY_FALLBACKS", [settings.SECRET_KEY])
    monkeypatch.setattr(settings, "SECRET_KEY", "another key of fifty characters, only for this one test")
    store(read(alice, FIRST))
    assert held(alice) == {"ROTH IRA": [10]} and Account.objects.get().number_hash != was


def test_an_ofx_account_is_found_by_number(alice):
    data = (FOLDER / "43-ofx-no-seclist-two-accounts.qfx").read_bytes()
    draft = start_import(user=alice, account=None, files=[("a.qfx", data)])[0]
    draft.targets = dict.fromkeys(draft.targets, "new:taxable")
    store(draft)
    Account.objects.filter(number_end="4555").update(name="Mine")
    again = start_import(user=alice, account=None, files=[("a.qfx", data)])[0]
    assert again.targets == {one: str(pk) for one, pk in zip(("Account ...4555", "Account ...7888"), [
        Account.objects.get(name="Mine").pk, Account.objects.get(number_end="7888").pk], strict=True)}  # fmt: skip


def read_number(user, number, name="ROTH IRA"):
    return read(user, FIRST.replace("Z11111111", number).replace("ROTH IRA", name))


@pytest.mark.parametrize("masked", ["XXXX-1111", "...1111", "****1111", "XX111"])
def test_a_masked_number_finds_its_account(alice, masked):
    store(read(alice, FIRST))
    account = Account.objects.get()
    was = account.number_hash
    draft = read_number(alice, masked, name="Brokerage")
    assert draft.targets == {"Brokerage": str(account.pk)}
    store(draft)
    account.refresh_from_db()
    assert (account.number_end, account.number_hash) == ("1111", was)


def test_a_masked_number_of_two_accounts_is_asked_for(alice):
    store(read(alice, FIRST, SECOND.replace("Z22222222", "Z22221111")))
    assert read_number(alice, "XXXX1111", name="Brokerage").targets == {"Brokerage": ""}


def test_a_whole_number_finds_an_account_known_by_its_end(alice):
    store(read(alice, FIRST.replace("Z11111111", "XXXX1111"), targets={"ROTH IRA": "new:roth_ira"}))
    account = Account.objects.get()
    assert (account.number_end, account.number_hash) == ("1111", "")
    assert read(alice, SECOND, targets=None).targets == {"ROTH IRA": ""}
    store(read_number(alice, "Z11111111", name="Anything"))
    account.refresh_from_db()
    assert account.number_hash == hide_number("Z11111111", alice.pk).hash


def test_accounts_left_out_are_remembered_by_number(as_alice, alice):
    send(as_alice, None, HEADER + FIRST)
    field = next(
        iter(as_alice.get(f"/accounts/import/{alice.import_drafts.get().pk}/columns/").context["form"].account_names)
    )
    confirm(as_alice, **{field: "skip"})
    assert read_number(alice, "Z11111111", name="Renamed").targets == {"Renamed": "skip"}
    assert read(alice, SECOND).targets == {"ROTH IRA": "new:roth_ira"}


def test_a_restored_account_keeps_its_number(alice):
    store(read(alice, FIRST))
    delete_account(account=Account.objects.get())
    restore(removal=Removal.objects.get())
    assert Account.objects.get().number_end == "1111"
