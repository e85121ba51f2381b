"""Any file with any choice of columns gives a plan that can be applied, or a message."""

from itertools import count
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from portfolios.importers.headings import FIELD_LABELS
from portfolios.models import ImportDraft
from portfolios.tests.support.hostile_files import (
    activities,
    broken_cases,
    exports,
    pages,
    quicken_files,
    statements,
    tables,
    workbooks,
)
from portfolios.tests.support.hostile_inputs import THOROUGH, choice, days, forms, send, tried
from portfolios.tests.support.import_steps import start
from portfolios.tests.support.stored_rows import check_stored_rows, written_of

files = st.binary(max_size=300) | tables() | tables() | statements() | exports
files |= workbooks() | pages() | activities() | quicken_files() | broken_cases()
UPLOADS = count()


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
