"""Import a file through the pages, without JavaScript."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portfolios.models import Account, Instrument, Position
from portfolios.models.imports import ImportDraft, ImportMapping
from portfolios.tests.conftest import make_account
from portfolios.tests.support.import_files import content
from portfolios.tests.support.import_pages import apply, check, confirm, send, text_of

VTI = "Symbol,Quantity\nVTI,12\n"


# From upload to portfolio


def test_a_file_is_imported_step_by_step(as_alice, alices_position):
    assert send(as_alice, alices_position.account, VTI)["Location"].endswith("/columns/")
    assert confirm(as_alice)["Location"].endswith("/check/")
    page = text_of(check(as_alice))
    assert '<td data-label="Line">2</td><td data-label="Account">Savings</td>' in page
    assert '<th scope="row">VTI</th>' in page
    assert "<td>10 → 12; Not in the file, so kept: cost $2,000.00.</td>" in page
    done = apply(as_alice)
    assert done.redirect_chain[-1][0] == alices_position.account.get_absolute_url()
    assert "Imported: 1 row of positions.csv." in text_of(done)
    alices_position.refresh_from_db()
    assert (alices_position.quantity, alices_position.version) == (12, 2)
    assert not ImportDraft.objects.exists()


def test_the_columns_page_shows_its_guess(as_alice, alices_account, catalogue):
    assert send(as_alice, alices_account, content("schwab_positions.csv"))["Location"].endswith("/check/")
    page = text_of(as_alice.get(f"/accounts/import/{ImportDraft.objects.get().pk}/columns/"))
    assert "the positions of Schwab" in page
    assert "headings in line 3" in page
    assert "SCHB · BRK/B · SWTSX" in page
    assert '<option value="quantity" selected>Quantity</option>' in page
    assert 'value="2025-01-06"' in page


def test_a_refused_row_shows_line_and_reason(as_alice, alices_account, vti):
    send(as_alice, alices_account, content("bad_rows.csv"))
    confirm(as_alice)
    page = text_of(check(as_alice))
    assert "<dt>Refused</dt><dd>16 rows</dd>" in page
    assert "The quantity is negative. Alex does not support short positions." in page
    assert "&lt;script&gt;" in page
    assert "<script>," not in page


def test_a_confirmed_mapping_is_remembered(as_alice, alices_account, vti):
    send(as_alice, alices_account, "What,How many\nVTI,1\n")
    confirm(as_alice, column_0="symbol", column_1="quantity")
    assert ImportMapping.objects.count() == 1
    assert send(as_alice, alices_account, "What,How many\nVTI,2\n")["Location"].endswith("/check/")


def test_an_ofx_file_needs_no_questions(as_alice, alices_account, catalogue):
    assert send(as_alice, alices_account, content("brokerage.ofx"), "x.ofx")["Location"].endswith("/check/")
    apply(as_alice)
    assert sorted(Position.objects.values_list("instrument__symbol", flat=True)) == ["VMFXX", "VTI"]


def test_numbers_follow_the_chosen_notation(as_alice, alices_account, vti):
    send(as_alice, alices_account, 'Symbol,Quantity\nVTI,"1,234"\n')
    confirm(as_alice, decimal_comma="yes")
    apply(as_alice)
    assert str(Position.objects.get().quantity) == "1.23400000"


def test_the_date_of_a_file_can_be_entered(as_alice, alices_account, vti):
    send(as_alice, alices_account, VTI)
    confirm(as_alice, dated="2024-06-30")
    apply(as_alice)
    assert str(Position.objects.get().as_of_date) == "2024-06-30"


def test_without_headings_the_columns_are_chosen(as_alice, alices_account, catalogue):
    send(as_alice, alices_account, content("no_headings.csv"))
    confirm(as_alice, column_0="symbol", column_1="quantity", column_2="cost_basis")
    apply(as_alice)
    assert Position.objects.count() == 2


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"column_0": ""}, "Choose the column that holds the symbol."),
        ({"column_1": ""}, "Choose the column that holds the quantity."),
        ({"column_1": "symbol"}, "Symbol is chosen twice."),
        ({"column_0": "nonsense"}, "not one of the available choices"),
        ({"dated": "2199-01-01"}, "in the future"),
        ({"dated": "1850-01-01"}, "from 1900 on"),
        ({"dated": (timezone.localdate() + timedelta(days=2)).isoformat()}, "in the future"),
        ({"decimal_comma": "maybe"}, "not one of the available choices"),
    ],
)
def test_a_wrong_column_choice_is_explained(as_alice, alices_account, vti, answers, message):
    send(as_alice, alices_account, VTI)
    response = confirm(as_alice, **answers)
    assert response.status_code == 422
    assert message in response.content.decode()


# Accounts


def test_rows_go_to_the_chosen_accounts(as_alice, alice, alices_account, catalogue):
    roth = make_account(alice, name="My Roth", kind="roth_ira")
    send(as_alice, None, content("schwab_all_accounts.csv"))
    draft = ImportDraft.objects.get()
    form = as_alice.get(f"/accounts/import/{draft.pk}/columns/").context["form"]
    first, second = (field.name for field in form.accounts)
    confirm(as_alice, **{first: "new:taxable", second: str(roth.pk)})
    apply(as_alice)
    assert Account.objects.get(name="Individual ...123").user == alice
    assert roth.positions.get().quantity == 50
    assert not alices_account.positions.exists()


def test_missing_account_choices_are_asked_for(as_alice, alices_account, catalogue):
    send(as_alice, alices_account, "Depot no,Symbol,Quantity\nA,VTI,1\nB,VTI,2\n")
    response = confirm(as_alice, column_0="account")
    assert response.status_code == 422
    assert [field.label for field in response.context["form"].accounts] == ["A", "B"]


def test_another_persons_account_cannot_be_chosen(as_alice, alices_account, bobs_account, vti):
    send(as_alice, None, "Account,Symbol,Quantity\nA,VTI,1\n")
    form = as_alice.get(f"/accounts/import/{ImportDraft.objects.get().pk}/columns/").context["form"]
    response = confirm(as_alice, **{form.accounts[0].name: str(bobs_account.pk)})
    assert response.status_code == 422
    assert bobs_account.name not in response.content.decode()


def test_a_new_account_needs_a_unique_name(as_alice, alices_account, vti):
    send(as_alice, None, "Account,Symbol,Quantity\nsavings,VTI,1\n")
    form = as_alice.get(f"/accounts/import/{ImportDraft.objects.get().pk}/columns/").context["form"]
    assert "already have an account" in text_of(confirm(as_alice, **{form.accounts[0].name: "new:taxable"}))


def test_a_deleted_target_is_asked_for_again(as_alice, alices_account, vti):
    send(as_alice, None, "Account,Symbol,Quantity\nSavings,VTI,1\n")
    confirm(as_alice)
    alices_account.delete()
    assert check(as_alice)["Location"].endswith("/columns/")


# Outdated and abandoned imports


def test_a_changed_plan_is_shown_again(as_alice, alices_position):
    send(as_alice, alices_position.account, VTI)
    confirm(as_alice)
    response = apply(as_alice, digest="another")
    assert response.status_code == 409
    assert "Your portfolio has changed since this preview." in response.content.decode()
    alices_position.refresh_from_db()
    assert alices_position.quantity == 10


def test_a_file_without_rows_offers_no_import(as_alice, alices_account, vti):
    send(as_alice, alices_account, "Symbol,Quantity\nVTI,-1\n")
    confirm(as_alice)
    assert 'name="digest"' not in check(as_alice).content.decode()
    assert apply(as_alice).status_code == 422


def test_an_import_can_be_discarded(as_alice, alices_account, vti):
    send(as_alice, alices_account, VTI)
    draft = ImportDraft.objects.get()
    assert as_alice.post(f"/accounts/import/{draft.pk}/discard/")["Location"] == alices_account.get_absolute_url()
    assert not ImportDraft.objects.exists()


def test_an_expired_draft_is_not_found(as_alice, alices_account, vti):
    send(as_alice, alices_account, VTI)
    draft = ImportDraft.objects.get()
    ImportDraft.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert as_alice.get(f"/accounts/import/{draft.pk}/check/").status_code == 404


def test_an_import_drops_hidden_characters(as_alice, alices_account, vti):
    send(as_alice, alices_account, "Symbol,Name,Quantity\nVTI,a\x00b\u202e,12\nZZ\u200bZ,<b>x</b>,1\n", "\u202e=x.csv")
    confirm(as_alice)
    apply(as_alice)
    assert Instrument.objects.get(symbol="ZZZ").name == "<b>x</b>"


def test_the_same_file_again_changes_nothing(as_alice, alices_account, vti):
    for _ in range(2):
        send(as_alice, alices_account, VTI)
        if ImportDraft.objects.get().targets and not ImportMapping.objects.exists():
            confirm(as_alice)
        page = text_of(check(as_alice))
        apply(as_alice)
    assert "importing it changes nothing" in page
    assert Position.objects.count() == 1


def test_a_pasted_table_is_read(as_alice, alices_account, vti):
    address = f"/accounts/{alices_account.pk}/import/"
    assert as_alice.post(address, {"pasted": "Symbol\tQuantity\nVTI\t12\n"}).status_code == 302
    confirm(as_alice)
    apply(as_alice)
    assert Position.objects.get().quantity == 12
    empty = as_alice.post(address, {"pasted": "  "})
    assert empty.status_code == 422
    assert "Choose a file, or paste a table." in empty.content.decode()
