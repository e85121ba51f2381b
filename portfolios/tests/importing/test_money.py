"""The preview compares the sum of an import with the file's own total, and says what is missing."""

import pytest

from portfolios.importing.steps import DifferenceNotAccepted, apply_import, plan_import
from portfolios.models import Position
from portfolios.tests.support.import_pages import check, send, text_of
from portfolios.tests.support.import_steps import start

pytestmark = pytest.mark.usefixtures("reads_in_this_process")
HEAD = "Symbol,Quantity,Price ($),Value ($)\n"


def money_of(account, text):
    return plan_import(draft=start(account, text)).money


@pytest.mark.parametrize(
    ("text", "total", "in_file", "differs"),
    [
        (HEAD + "ZZZ,10,30,300\nCash,,,50\nTotal,,,350\n", 350, 350, False),
        (HEAD + "ZZZ,10,30,300\nTotal,,,302\n", 300, 302, False),
        (HEAD + "ZZZ,10,30,300\nTotal,,,400\n", 300, 400, True),
        (HEAD + "ZZZ,10,30,300\nYYY,-1,90,-90\n", 300, 210, True),
        (HEAD + "ZZZ,10,30,300\nSubtotal,,,1\nTotal,,,300\n", 300, 300, False),
        ("Total value: 400,\n" + HEAD + "ZZZ,10,30,300\n", 300, 400, True),
        ("Symbol,Quantity\nZZZ,10\n", 0, None, False),
    ],
)
def test_the_sum_is_compared_with_the_file(alices_account, text, total, in_file, differs):
    (one,) = money_of(alices_account, text).accounts
    assert (one.total, one.in_file, bool(one.difference)) == (total, in_file, differs)


def test_each_reason_says_how_much_is_missing(alices_account):
    money = money_of(alices_account, HEAD + "ZZZ,10,30,300\nYYY,-1,90,-90\nXXX270115C150,2,4,800\nBBB.DE,1,5,5\n")
    assert [(str(gap.amount), gap.currency, gap.rows) for gap in money.missing] == [
        ("800.00", "USD", 1), ("-90.00", "USD", 1), ("5.00", "EUR", 1),
    ]  # fmt: skip
    assert money.missing_sum == 710


def test_a_difference_must_be_accepted(alices_account):
    draft = start(alices_account, HEAD + "ZZZ,10,30,300\nTotal,,,400\n")
    digest = plan_import(draft=draft).digest
    with pytest.raises(DifferenceNotAccepted):
        apply_import(draft=draft, digest=digest)
    assert not Position.objects.exists()
    apply_import(draft=draft, digest=digest, accepts_difference=True)
    assert Position.objects.count() == 1


def test_the_page_names_the_difference(as_alice, alices_account):
    send(as_alice, alices_account, "Account,Symbol,Shares,Share Price,Total Value,Account Number,Investment Name\n"
         "1,ZZZ,10,30,300,1,Zebra\n1,YYY,-5,30,-150,1,Yak\n")  # fmt: skip
    page = text_of(check(as_alice))
    assert "Not imported: −$150.00 of $150.00 in this file" in page
    assert "Savings gets $300.00, the file says $150.00" in page
    refused = as_alice.post(
        f"{check(as_alice).request['PATH_INFO']}", {"digest": check(as_alice).context["plan"].digest}
    )
    assert refused.status_code == 422
    assert "Check what the box says" in refused.content.decode()


def test_a_row_without_a_symbol_is_named_once(as_alice, alices_account):
    text = "Account Number,Investment Name,Symbol,Shares,Share Price,Total Value\n1,ACME STABLE FUND,,10,30,300\n"
    send(as_alice, alices_account, text)
    address = check(as_alice).request["PATH_INFO"]
    assert "ACME-STABLE-FUND" in text_of(check(as_alice))
    assert as_alice.post(address, {"names": "save", "name_0": "not a symbol!"}).status_code == 422
    as_alice.post(address, {"names": "save", "name_0": "acme-fund"})
    as_alice.post(address, {"digest": check(as_alice).context["plan"].digest})
    assert Position.objects.get().instrument.symbol == "ACME-FUND"
    send(as_alice, alices_account, text)
    assert check(as_alice).context["plan"].unnamed == []
