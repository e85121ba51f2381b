"""An account whose number one file shows whole and another one masked is one account, where that is certain."""

import pytest

from portfolios.account_numbers import find_whole_number, may_be_same
from portfolios.importing.steps import apply_import, plan_import, start_import
from portfolios.models import Account
from portfolios.models.imports import ImportDraft
from portfolios.tests.support.import_pages import text_of

pytestmark = pytest.mark.usefixtures("reads_in_this_process")
HEADER = "Account Number,Account Name,Symbol,Quantity,Current Value\n"
WHOLE, MASKED = "X12341234,ROTH IRA,VTI,10,$3000\n", "...1234,MY ROTH IRA,BND,20,$1400\n"
SAME_END = "Y99991234,ROLLOVER IRA,VTI,7,$2100\n"


def read(user, *texts):
    return start_import(
        user=user, account=None, files=[(f"{n}.csv", (HEADER + t).encode()) for n, t in enumerate(texts)]
    )


def held(user):
    return {
        account.name: set(account.positions.values_list("instrument__symbol", flat=True))
        for account in Account.objects.owned_by(user)
    }


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("X12341234", "...1234", True), ("X1234-1234", "x12341234", True), ("XXXX1234", "*1234", True),
        ("...1234", "...34", False), ("X12341234", "Y12341234", False), ("X12341234", "...4321", False),
        ("", "", False), ("...1234", "", False),
    ],
)  # fmt: skip
def test_numbers_may_be_the_same(first, second, same):
    assert may_be_same(first, second) is may_be_same(second, first) is same


def test_the_whole_number_of_several_counts():
    assert find_whole_number({"...1234", "X12341234"}) == "X12341234"
    assert find_whole_number({"...1234", "X12341234", "Y12341234"}) == find_whole_number(set()) == ""


@pytest.mark.parametrize("texts", [(WHOLE, MASKED), (MASKED, WHOLE)])
def test_a_masked_number_is_the_whole_one(alice, catalogue, texts):
    drafts = read(alice, *texts)
    assert all(drafts[1].targets.values())
    plan = plan_import(draft=drafts[0])
    (account,) = plan.new_accounts
    apply_import(draft=drafts[0], digest=plan.digest)
    assert held(alice) == {account.name: {"VTI", "BND"}}
    (stored,) = Account.objects.owned_by(alice)
    assert (stored.number_end, bool(stored.number_hash)) == ("1234", True)


def test_a_later_file_finds_the_account_by_number(alice, catalogue):
    draft = read(alice, MASKED, WHOLE)[0]
    apply_import(draft=draft, digest=plan_import(draft=draft).digest)
    (account,) = Account.objects.owned_by(alice)
    assert read(alice, WHOLE)[0].targets == {"ROTH IRA": str(account.pk)}


@pytest.mark.parametrize("texts", [(WHOLE + SAME_END, MASKED), (MASKED, WHOLE + SAME_END)])
def test_two_accounts_of_one_end_are_asked_about(alice, catalogue, texts):
    drafts = read(alice, *texts)
    assert "" in drafts[1].targets.values() and all(drafts[0].targets.values())


def test_equal_whole_numbers_are_one_account(alice, catalogue):
    drafts = read(alice, WHOLE, WHOLE.replace("ROTH IRA,VTI", "ROTH,BND"))
    assert drafts[1].targets == {"ROTH": "file:0:ROTH IRA"}


def test_other_numbers_stay_accounts_of_their_own(alice, catalogue):
    drafts = read(alice, WHOLE, MASKED.replace("1234", "5678"))
    assert drafts[1].targets == {"MY ROTH IRA": "new:roth_ira"}
    assert len(plan_import(draft=drafts[0]).new_accounts) == 2


def test_the_page_offers_the_accounts_in_question(as_alice, alice, catalogue):
    read(alice, WHOLE + SAME_END, MASKED)
    page = as_alice.get(f"/accounts/import/{ImportDraft.objects.get(number=1).pk}/columns/")
    (question,) = page.context["form"].accounts
    assert not question.value()
    assert "ROTH IRA, new in 0.csv" in text_of(page) and "ROLLOVER IRA, new in 0.csv" in text_of(page)
