"""Upload a PDF statement in Chromium: the page waits for the model, then shows each row beside its line of text."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from playwright.sync_api import expect

from advisors.tests.support.model_servers import in_turn
from analysis.tests.support.good_model import agree, playing
from analysis.worker.tasks import read_statement
from people import acting_as
from portfolios.models import ImportDraft, Position
from portfolios.tests.support.statement_files import LINES, propose, write_pdf

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RIGHT, WRONG = propose().model_dump_json(), propose(total="$31,000.00").model_dump_json()


def read_waiting(user):
    try:
        with acting_as(user.pk):
            draft = ImportDraft.objects.get(user=user)
        return read_statement(str(draft.pk), str(user.pk))
    finally:
        connections.close_all()


def upload(visitor, user, tmp_path):
    """Upload the statement, look at the page that waits, and let a worker read it. Return its outcome."""
    (tmp_path / "statement.pdf").write_bytes(write_pdf(LINES))
    page = visitor.page
    visitor.open("/accounts/import/")
    page.get_by_label("Files").set_input_files(tmp_path / "statement.pdf")
    page.get_by_role("button", name="Upload files").click()
    expect(page.get_by_role("heading", name="Reading your statement")).to_be_visible()
    assert visitor.barriers() == [] and not visitor.too_wide()
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(read_waiting, user).result()


@pytest.mark.parametrize("visitor", ["desktop", "phone"], indirect=True)
def test_a_statement_is_read_and_imported(visitor, jordan, settings, monkeypatch, tmp_path):
    page = visitor.page
    visitor.sign_in(jordan)
    with playing("openai", settings, monkeypatch, play=lambda _: in_turn(RIGHT)):
        agree(jordan)
        assert upload(visitor, jordan, tmp_path) == "read"
        expect(page.get_by_role("heading", name="Review import")).to_be_visible()
    expect(page.get_by_text("In the statement: “VANGUARD TOTAL BOND ETF (BND)")).to_be_visible()
    assert visitor.barriers() == [] and not visitor.too_wide()
    page.get_by_role("button", name="Import 3 rows").click()
    expect(page.get_by_text("Imported: 3 rows of statement.pdf.")).to_be_visible()
    assert Position.objects.filter(user=jordan, quantity=100, as_of_date="2025-11-30").exists()
    assert visitor.complaints == []


def test_a_statement_that_does_not_agree_is_refused(visitor, jordan, settings, monkeypatch, tmp_path):
    visitor.sign_in(jordan)
    with playing("openai", settings, monkeypatch, play=lambda _: in_turn(WRONG)):
        agree(jordan)
        assert upload(visitor, jordan, tmp_path) == "refused"
        expect(visitor.page.get_by_role("heading", name="This cannot be imported")).to_be_visible()
    assert visitor.barriers() == [] and not visitor.too_wide() and visitor.complaints == []
    visitor.page.get_by_role("link", name="Upload another file").click()
    expect(visitor.page.get_by_role("heading", name="Import positions")).to_be_visible()
