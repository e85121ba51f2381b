"""Several files in one import: one review, one step that stores all or nothing."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portfolios.fields.uploads import MAX_FILES
from portfolios.importers.table import FileUnreadable
from portfolios.importing.steps import DifferenceNotAccepted, apply_import, plan_import
from portfolios.models import Account, Position
from portfolios.models.imports import ImportDraft, ImportMapping
from portfolios.tests.support.import_files import ACTIVITY, POSITIONS
from portfolios.tests.support.import_pages import text_of
from portfolios.tests.support.import_steps import start_files

pytestmark = pytest.mark.usefixtures("reads_in_this_process")
ROTH = "Account,Symbol,Quantity,Price ($)\nRoth IRA,VTI,5,200\n"
TAXABLE = "Account,Symbol,Quantity,Price ($)\nBrokerage,VTI,2,200\nRoth IRA,BND,3,70\n"


def held(user):
    rows = Position.objects.owned_by(user).values_list("account__name", "instrument__symbol", "quantity", "cost_basis")
    return sorted(rows)


def upload(client, **files):
    sent = [SimpleUploadedFile(f"{name}.csv", text.encode()) for name, text in files.items()]
    return client.post("/accounts/import/", {"file": sent})


def answer_columns(client, address, **changes):
    form = client.get(address).context["form"]
    answers = {name: form[name].value() or "" for name in form.fields}
    for field in form.accounts:
        answers[field.name] = answers[field.name] or changes.pop("account")(form.fields[field.name].choices)
    return client.post(address, answers)


def test_two_files_become_one_import(alice, catalogue):
    Account.objects.create(user=alice, name="Brokerage", kind="taxable")
    draft = start_files(None, {"roth.csv": ROTH, "taxable.csv": TAXABLE}, alice)
    plan = plan_import(draft=draft)
    assert [account.name for account in plan.new_accounts] == ["Roth IRA"]
    assert {(change.file_name, change.what) for change in plan.changes} == {
        ("roth.csv", "VTI"), ("taxable.csv", "VTI"), ("taxable.csv", "BND")
    }  # fmt: skip
    apply_import(draft=draft, digest=plan.digest)
    assert held(alice) == [
        ("Brokerage", "VTI", 2, None), ("Roth IRA", "BND", 3, None), ("Roth IRA", "VTI", 5, None)
    ]  # fmt: skip
    assert not ImportDraft.objects.exists()


def test_totals_are_those_of_each_file(alices_account, catalogue):
    one, other = "Symbol,Quantity,Value ($)\nVTI,5,1000\nTotal,,1500\n", "Symbol,Quantity,Value ($)\nBND,3,210\n"
    money = plan_import(draft=start_files(alices_account, {"a.csv": one, "b.csv": other})).money
    assert [(one.file_name, one.total, one.in_file) for one in money.accounts] == [
        ("a.csv", 1000, 1500), ("b.csv", 210, 210)
    ]  # fmt: skip
    assert (money.total, money.in_file, len(money.differing)) == (1210, 1710, 1)


def test_a_file_sent_twice_counts_once(alices_account, catalogue):
    plan = plan_import(draft=start_files(alices_account, {"a.csv": POSITIONS, "b.csv": POSITIONS}))
    assert [one.notes for one in plan.changes if one.outcome == "left_out"] == [("a.csv lists it, too.",)] * 2
    assert plan.money.total == 1263


def test_transactions_are_checked_against_positions(alices_account, catalogue):
    draft = start_files(alices_account, {"activity.csv": ACTIVITY, "positions.csv": POSITIONS})
    plan = plan_import(draft=draft)
    (check,) = plan.checks
    assert (check.account, check.agreeing) == (alices_account.name, 1)
    assert [(one.symbol, one.computed, one.listed) for one in check.differences] == [("VTI", 4, 5)]
    assert not plan.computed  # nothing to accept: the positions file counts
    apply_import(draft=draft, digest=plan.digest)
    assert held(alices_account.user) == [
        (alices_account.name, "BND", 3, Decimal(210)), (alices_account.name, "VTI", 5, None)
    ]  # fmt: skip


def test_transactions_alone_must_still_be_accepted(alice, alices_account, catalogue):
    other = "Account,Symbol,Quantity\nRoth IRA,VTI,1\n"
    draft = start_files(None, {"roth.csv": other, "activity.csv": ACTIVITY}, alice)
    ImportDraft.objects.filter(number=1).update(targets={"": str(alices_account.pk)})
    plan = plan_import(draft=draft)
    assert str(plan.computed[0]) == "computed from 2 transactions from 2024-01-02 to 2024-03-05"
    with pytest.raises(DifferenceNotAccepted):
        apply_import(draft=draft, digest=plan.digest)


def test_an_unreadable_file_leaves_the_others(alices_account, catalogue):
    draft = start_files(alices_account, {"letter.pdf": b"%PDF-1.7", "positions.csv": POSITIONS})
    plan = plan_import(draft=draft)
    assert [one.name for one in plan.files] == ["positions.csv"]
    assert plan.unread[0][0] == "letter.pdf"


def test_files_that_cannot_be_read_are_all_named(alice):
    with pytest.raises(FileUnreadable, match=r"a\.pdf: .*b\.csv: This file is empty"):
        start_files(None, {"a.pdf": b"%PDF-1.7", "b.csv": b""}, alice)


def test_files_have_a_limit_of_rows_together(alice, alices_account):
    many = "Symbol,Quantity\n" + "VTI,1\n" * 60_000
    with pytest.raises(FileUnreadable, match="Together these files have more than 100,000 rows"):
        start_files(alices_account, {"a.csv": many, "b.csv": many})


def test_the_pages_ask_about_each_file_and_name_them(as_alice, alice, catalogue):
    first = upload(as_alice, letter="%PDF-1.7", activity=ACTIVITY, positions=POSITIONS)
    second = answer_columns(as_alice, first["Location"], account=lambda choices: "new:taxable")
    assert "Match columns of positions.csv" in text_of(as_alice.get(second["Location"]))
    same = answer_columns(as_alice, second["Location"], account=lambda choices: "")
    page = text_of(as_alice.get(same["Location"]))
    assert "give the same quantity for 1 of 2 holdings" in page
    assert Account.objects.owned_by(alice).count() == 0
    digest = as_alice.get(same["Location"]).context["plan"].digest
    assert as_alice.post(same["Location"], {"digest": digest}).status_code == 302
    assert {(symbol, quantity) for _, symbol, quantity, _ in held(alice)} == {("VTI", 5), ("BND", 3)}
    assert Account.objects.owned_by(alice).count() == 1
    assert not [one for mapping in ImportMapping.objects.all() for one in mapping.targets.values() if "file:" in one]


def test_later_files_are_read_as_the_first_was_confirmed(as_alice, alice, catalogue):
    text = "Account,Symbol,Quantity,Today,Price ($)\n{},VTI,5,7,200\n"
    first = upload(as_alice, one=text.format("Roth IRA"), two=text.format("Taxable brokerage"))
    form = as_alice.get(first["Location"]).context["form"]
    answers = {name: form[name].value() or "" for name in form.fields} | {"column_2": "", "column_3": "quantity"}
    check = as_alice.post(first["Location"], answers)
    assert "/check/" in check["Location"]
    plan = as_alice.get(check["Location"]).context["plan"]
    assert {(change.file_name, change.notes[0]) for change in plan.changes} == {("one.csv", "7"), ("two.csv", "7")}


def test_too_many_files_are_refused(as_alice):
    response = upload(as_alice, **{f"f{n}": ROTH for n in range(MAX_FILES + 1)})
    assert response.status_code == 422
    assert f"Choose at most {MAX_FILES} files." in response.content.decode()


def test_discarding_discards_all_files(as_alice):
    upload(as_alice, one=ROTH, two=TAXABLE)
    assert ImportDraft.objects.count() == 2
    as_alice.post(f"/accounts/import/{ImportDraft.objects.last().pk}/discard/")
    assert not ImportDraft.objects.exists()
