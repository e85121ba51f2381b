"""Amounts in the text of a page are marked where a browser hides them, and percentages are not."""

from pathlib import Path

import pytest

from alex.requests.hidden_amounts import CODES, hide_amounts
from people.tests.support.cast import signed_in
from portfolios.tests.conftest import make_account


def marked(amount):
    return f'<span class="money">{amount}</span>'


@pytest.mark.parametrize(
    "amount",
    ["$692,318.08", "$2.13M", "$650K", "−$4,335", "$3.2 million", "$77,050", "-$5"]
    + ["1,200.50 EUR", "2.37M EUR", "1.2 million GBP", "-3,728 EUR"],
)
def test_an_amount_in_a_sentence_is_marked(amount):
    assert hide_amounts(f"<p>You have {amount} a year.</p>") == f"<p>You have {marked(amount)} a year.</p>"


@pytest.mark.parametrize(
    "html",
    [
        "<p>88% of 10,000 scenarios at 65</p>", '<a title="$5" href="?a=$5">x</a>', "<script>let a = '$5'</script>",
        '<svg><text class="money" x="1">$5M</text></svg>', "<option>$5</option>", "<!-- $5 -->", "",
        "<script>if (1 < 2 && a <b> c) { '$5' }</script>", "<textarea>$5 <b>$6</b></textarea>",
    ],
)  # fmt: skip
def test_other_text_stays_as_it_is(html):
    assert hide_amounts(html) == html


def test_a_title_gets_dots(html="<title>From $640,000 to $1.2M</title><b>$5</b>"):
    assert hide_amounts(html) == f"<title>From $••• to $•••</title><b>{marked('$5')}</b>"


def test_the_script_knows_the_same_currencies():
    script = Path("static/js/app.js").read_text()
    assert f'const CODES = "{CODES}";' in script


@pytest.mark.django_db
def test_only_a_browser_that_hides_amounts_gets_marks(alice):
    make_account(alice, cash_balance=1234)
    hidden, shown = signed_in(alice), signed_in(alice)
    hidden.cookies["alex_amounts"] = "hidden"
    for _ in range(2):
        assert marked("$1,234.00") in hidden.get("/accounts/").content.decode()
        assert marked("$1,234.00") not in shown.get("/accounts/").content.decode()
