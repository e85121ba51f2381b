"""Import a file in Chromium, from the account's page to its positions."""

import pytest
from playwright.sync_api import expect

from portfolios.fields.uploads import UploadField
from portfolios.models import Account, ImportDraft, Position
from portfolios.tests.support.import_files import ACTIVITY, FOLDER, POSITIONS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_account_page_imports_a_broker_file(visitor, jordan):
    visitor.sign_in(jordan)
    page, account = visitor.page, Account.objects.get(name="Brokerage")
    visitor.open(f"/accounts/{account.pk}/")
    page.get_by_role("link", name="Import positions").click()
    page.get_by_label("File").set_input_files(FOLDER / "schwab_positions.csv")
    page.get_by_role("button", name="Upload files").click()
    expect(page.get_by_text("a file of Schwab")).to_be_visible()
    page.get_by_role("link", name="Back to columns").click()
    page.get_by_text("Columns, amounts and dates as Alex reads them").click()
    expect(page.get_by_label("Qty (Quantity)")).to_have_value("quantity")
    assert visitor.barriers() == []
    page.get_by_role("button", name="Review import").click()
    expect(page.get_by_role("row", name="Account Total")).to_be_visible()
    assert visitor.barriers() == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert not visitor.too_wide()
    page.get_by_role("button", name="Import 3 rows").click()
    expect(page.get_by_text("Imported: 3 rows of schwab_positions.csv.")).to_be_visible()
    assert Position.objects.get(account=account, instrument__symbol="SCHB").quantity == 1250
    assert visitor.complaints == []


def test_two_files_are_reviewed_together(visitor, jordan, tmp_path):
    for name, text in (("activity.csv", ACTIVITY), ("positions.csv", POSITIONS)):
        (tmp_path / name).write_text(text)
    visitor.sign_in(jordan)
    page, review = visitor.page, visitor.page.get_by_role("button", name="Review import")
    visitor.open("/accounts/import/")
    page.get_by_label("Files").set_input_files([tmp_path / "activity.csv", tmp_path / "positions.csv"])
    page.get_by_role("button", name="Upload files").click()
    page.get_by_label("What is in the file belongs to").select_option("new:taxable")
    review.click()
    expect(page.get_by_role("heading", name="Match columns of positions.csv")).to_be_visible()
    expect(page.get_by_label("What is in the file belongs to")).to_have_value("file:0:")
    assert visitor.barriers() == []
    review.click()
    expect(page.get_by_text("give the same quantity for 1 of 2 holdings")).to_be_visible()
    assert visitor.barriers() == []
    page.set_viewport_size({"width": 375, "height": 800})
    assert not visitor.too_wide()
    page.get_by_role("button", name="Import 2 rows").click()
    expect(page.get_by_text("Imported: 2 rows of activity.csv, positions.csv.")).to_be_visible()
    assert visitor.complaints == []


def test_a_large_file_is_sent_compressed(visitor, jordan, tmp_path, monkeypatch):
    sizes, clean = [], UploadField.clean
    monkeypatch.setattr(
        UploadField, "clean", lambda field, data, *rest: sizes.append(data.size) or clean(field, data, *rest)
    )
    file = tmp_path / "many.csv"
    file.write_text("Symbol,Quantity,Remark\n" + "VTI,1,the same words again and again\n" * 10_000)
    visitor.sign_in(jordan)
    visitor.open("/accounts/import/")
    visitor.page.get_by_label("File").set_input_files(file)
    visitor.page.get_by_role("button", name="Upload files").click()
    expect(visitor.page.get_by_role("button", name="Review import")).to_be_visible()
    assert file.stat().st_size > 300_000 > 30_000 > sizes[0]
    assert ImportDraft.objects.get().file_name == "many.csv"
    assert visitor.complaints == []
