"""Any file with any choice of columns gives a plan that can be applied, or a message."""

import json
from decimal import Decimal
from itertools import count
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from portfolios.importers.headings import FIELD_LABELS
from portfolios.importers.readers.alex_export import EXPORT_FORMAT
from portfolios.models import Account, ImportDraft, Instrument, Position
from portfolios.tests.support.hostile_files import activities, broken_cases, pages, quicken_files, workbooks
from portfolios.tests.support.hostile_inputs import THOROUGH, choice, days, forms, jsons, numbers, send, tried, words
from portfolios.tests.support.import_files import content
from portfolios.tests.support.import_steps import start
from portfolios.tests.support.stored_rows import written_of

cells = numbers | words | days | st.sampled_from(["VTI", "ZZZ", "Savings", "5", "100.50", '"', "'=1", "2024-01-02"])
headings = (
    st.sampled_from(["Symbol", "Quantity", "Price", "Cost basis", "Account", "As of", "Cash", "Name", ""]) | words
)
UPLOADS = count()


@st.composite
def tables(draw):
    delimiter = draw(st.sampled_from([",", ",", ";", "\t", "|"]))
    rows = [draw(st.lists(headings, min_size=1, max_size=5)), *draw(st.lists(st.lists(cells, max_size=5), max_size=5))]
    text = draw(st.sampled_from(["\n", "\r\n", "\r"])).join(delimiter.join(row) for row in rows)
    first = draw(st.sampled_from(["", "", "", "sep=;\n", 'sep="\n', "sep=\r\n", "sep=\x00\n", "As of 2024-13-45\n"]))
    encoding = draw(st.sampled_from(["utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1252"]))
    return (first + text).encode(encoding, "replace" if encoding == "cp1252" else "surrogatepass")


@st.composite
def statements(draw):
    """Build a bank or broker statement with some values replaced."""
    lines = content(draw(st.sampled_from(["brokerage.ofx", "bank.qfx", "brokerage_xml.ofx"]))).split(b"\n")
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(lines) - 1))
        tag = lines[place].split(b">")[0] + b">"
        value = draw(numbers | words | days).encode("utf-8", "surrogatepass")
        lines[place] = draw(st.sampled_from([tag + value, value, b"", lines[place] * 2]))
    return b"\n".join(lines)


exported_positions = st.lists(st.fixed_dictionaries({"symbol": cells, "quantity": cells}), max_size=3) | jsons
account = {"account": words, "cash_balance": numbers, "account_type": words, "positions": exported_positions}
accounts = st.lists(st.fixed_dictionaries(account), max_size=3) | jsons
exports = st.fixed_dictionaries(
    {"format": st.just(EXPORT_FORMAT), "version": st.just(1) | jsons, "accounts": accounts}
).map(lambda document: json.dumps(document).encode())
files = st.binary(max_size=300) | tables() | tables() | statements() | exports
files |= workbooks() | pages() | activities() | quicken_files() | broken_cases()


def check_stored_rows(alice):
    """Check that all stored rows of a user are within bounds."""
    for row in Position.objects.filter(user=alice).select_related("instrument", "account"):
        assert Decimal(0) < row.quantity < Decimal("1e12")
        assert row.cost_basis is None or 0 <= row.cost_basis < Decimal("1e12")
        assert row.account.user_id == alice.pk
        assert row.instrument.owner_id in (None, alice.pk)
    for row in Instrument.objects.filter(owner=alice):
        assert row.current_price is None or (0 < row.current_price < Decimal("1e9") and row.priced_at)
    assert all(abs(row.cash_balance) < Decimal("1e12") for row in Account.objects.filter(user=alice))
    return True


pytestmark = [pytest.mark.usefixtures("reads_in_this_process"), pytest.mark.slow]


@pytest.fixture
def before(as_alice, alice, alices_position, catalogue):
    return written_of(alice)


def apply(client, alice):
    """Open the check page of the draft, and apply it if its columns are settled."""
    draft = ImportDraft.objects.get(user=alice)
    url = reverse("import_check", args=[draft.pk])
    page = client.get(url)
    assert page.status_code in (200, 302)
    if page.status_code == 200:
        assert client.post(url, {"digest": page.context["plan"].digest, "accept_difference": "on"}).status_code in (
            302,
            422,
        )
    return check_stored_rows(alice)


@THOROUGH
@given(files, st.sampled_from(["positions.csv", "../../x", "a" * 300, "\u202e.csv", "<b>.csv"]))
def test_any_file_is_a_draft_or_a_message(before, as_alice, alice, alices_account, data, name):
    imports_to_account = next(UPLOADS) % 2
    url = reverse("account_import", args=[alices_account.pk]) if imports_to_account else reverse("import_start")

    def submit():
        response = as_alice.post(url, {"file": SimpleUploadedFile(name, data)})
        if response.status_code == 422:
            assert written_of(alice) == before
            return None
        assert response.status_code == 302
        if "columns" in response["Location"]:
            return as_alice.get(response["Location"]).status_code == 200
        return apply(as_alice, alice)

    assert tried(submit) is not False


FILE = 'Account,Symbol,Quantity,Cost,Day,Other\nSavings,VTI,1.5,100,2024-01-02,x\n,ZZZ,"1,234",-5,31/12/2023,1e400\n'
COLUMNS = {"decimal_comma": "no", "day_first": "no", "dated": "", "column_1": "symbol", "column_2": "quantity"}


@pytest.fixture
def draft(alices_account):
    return start(None, FILE, alices_account.user)


@THOROUGH
@given(
    forms(
        COLUMNS,
        {**{f"column_{n}": choice("", *FIELD_LABELS) for n in range(6)}, "decimal_comma": choice("yes", "no"),
         "dated": days, "day_first": choice("yes")},
    ),
    st.just("own") | st.sampled_from(["own", "", "skip", "new:taxable", "new:x", str(UUID(int=0)), "\x00"]),
)  # fmt: skip
def test_any_column_answer_is_a_plan_or_a_message(draft, before, as_alice, alice, alices_account, sent, target):
    url = reverse("import_columns", args=[draft.pk])
    chosen_target = str(alices_account.pk) if target == "own" else target

    def submit():
        form = as_alice.get(url).context["form"] if target == "own" else None
        account_fields = form.account_names if form else ["account_e3b0c44298fc"]
        response = send(as_alice, url, {**sent, **dict.fromkeys(account_fields, [chosen_target])})
        if response.status_code == 422:
            assert written_of(alice) == before
            return None
        assert response.status_code == 302
        return apply(as_alice, alice)

    assert tried(submit) is not False
