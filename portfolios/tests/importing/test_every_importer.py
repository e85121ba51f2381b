"""Any file of every importer is a draft or a message, and applying it stores all or nothing within bounds.

Each importer gets a few examples in a run; ALEX_FUZZ_EXAMPLES=500 gives each of them 500 others.
"""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from people.tests.support.fuzzing import count_examples
from portfolios.models import ImportDraft
from portfolios.tests.support import hostile_files as hostile
from portfolios.tests.support.hostile_inputs import BUSY, tried
from portfolios.tests.support.stored_rows import check_stored_rows, portfolio_of

pytestmark = [pytest.mark.usefixtures("reads_in_this_process", "every_pdf_is_read"), pytest.mark.slow]
EXAMPLES = count_examples(15)
EACH = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[*BUSY, HealthCheck.data_too_large])
IMPORTERS = {
    "tables": hostile.tables(), "OFX": hostile.statements(), "exports of Alex": hostile.exports,
    "workbooks": hostile.workbooks(), "web pages": hostile.pages(), "transactions": hostile.activities(),
    "QIF": hostile.quicken_files(), "Interactive Brokers": hostile.interactive_brokers_files(),
    "PDF": hostile.portable_documents(), "brokers": hostile.broken_cases(), "anything": st.binary(max_size=300),
}  # fmt: skip


@pytest.fixture
def every_pdf_is_read(monkeypatch):
    """Let the text of every PDF wait, as if a language model might read it."""
    monkeypatch.setattr("portfolios.importing.steps.find_refusal", lambda user: "")


@pytest.fixture
def before(as_alice, alice, alices_position, catalogue):
    return portfolio_of(alice)


def import_all(client, user, before, files):
    """Upload files, choose a new account where one is asked for, and apply. Return whether anything was imported."""
    response = client.post("/accounts/import/", {"file": files})
    for _ in range(2 * len(files)):
        if response.status_code != 302 or "/columns/" not in response["Location"]:
            break
        form = client.get(response["Location"]).context["form"]
        answers = {name: form[name].value() or "" for name in form.fields}
        answers |= {field: answers[field] or "new:taxable" for field in form.account_names}
        response = client.post(response["Location"], {**answers, "currency": answers["currency"] or "USD"})
    if response.status_code == 422:
        assert portfolio_of(user) == before
        return None
    assert response.status_code == 302
    page = client.get(response["Location"])
    if page.status_code == 302 or "plan" not in (page.context or {}):  # a statement waits, or an account is taken
        assert portfolio_of(user) == before
        return None
    sent = {"digest": page.context["plan"].digest, "accept_difference": "on"}
    accepted = page.context["plan"].accepted_row_count
    stored = client.post(response["Location"], sent)
    assert stored.status_code == (302 if accepted else 422)
    if not accepted:
        assert portfolio_of(user) == before
    assert not accepted or not ImportDraft.objects.filter(user=user).exists()
    return check_stored_rows(user)


@pytest.mark.parametrize("name", IMPORTERS)
def test_any_file_of_an_importer(before, as_alice, alice, name):
    @EACH
    @given(IMPORTERS[name])
    def run(data):
        files = [SimpleUploadedFile("file.bin", data)]
        assert tried(lambda: import_all(as_alice, alice, before, files)) is not False

    run()


@EACH
@given(st.lists(st.one_of(*IMPORTERS.values()), min_size=2, max_size=3) | st.lists(hostile.activities(), min_size=2))
def test_any_files_together(before, as_alice, alice, several):
    files = [SimpleUploadedFile(f"file{n}.bin", data) for n, data in enumerate(several[:3])]
    assert tried(lambda: import_all(as_alice, alice, before, files)) is not False
