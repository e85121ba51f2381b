"""Take an analysis along in Chromium, and give a key of one's own to an assistant that asks over real HTTP."""

from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest
from asgiref.sync import async_to_sync
from django.core.management import call_command
from mcp.client import Client
from mcp.client.streamable_http import streamable_http_client
from openpyxl import load_workbook
from pypdf import PdfReader

from alex.tests.support.browser import WIDTHS, Visitor
from analysis.tests.support.assistants import ask
from people.tests.support.cast import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def without_script(browser, live_server):
    plain = Visitor(browser, live_server.url, WIDTHS["phone"], java_script_enabled=False)
    yield plain
    plain.context.close()


def download(visitor, label, path):
    with visitor.page.expect_download() as found:
        visitor.page.get_by_role("link", name=label).click()
    found.value.save_as(path)
    return found.value.suggested_filename


def test_files_are_taken_without_script(without_script, analyzed_jordan, tmp_path, capsys):
    without_script.sign_in(analyzed_jordan)
    without_script.open("/analysis/")
    without_script.page.locator("summary", has_text="Export").click()
    name = download(without_script, "Everything, to compute it again", tmp_path / "analysis.json")
    download(without_script, "Holdings as Excel workbook", tmp_path / "holdings.xlsx")
    download(without_script, "PDF, to print or send", tmp_path / "document.pdf")
    assert name.startswith("alex-analysis-")
    assert len(PdfReader(tmp_path / "document.pdf").pages) in range(4, 7)
    call_command("replay", tmp_path / "analysis.json")
    assert capsys.readouterr().out.split() == ["facts", "identical", "charts", "identical", "document", "identical"]
    assert load_workbook(tmp_path / "holdings.xlsx")["Holdings"].max_row == 21 + 1


@pytest.mark.parametrize("visitor", ["desktop", "phone"], indirect=True)
def test_the_menu_is_accessible_and_fits(visitor, analyzed_jordan):
    visitor.sign_in(analyzed_jordan)
    visitor.open("/analysis/")
    visitor.page.locator("summary", has_text="Export").click()
    assert visitor.barriers() == [] and not visitor.too_wide() and visitor.complaints == []


@pytest.mark.parametrize("visitor", ["desktop", "phone"], indirect=True)
def test_a_key_made_here_opens_the_analyses(visitor, analyzed_jordan, live_server):
    visitor.sign_in(analyzed_jordan)
    visitor.open("/settings/keys/")
    assert visitor.barriers() == [] and not visitor.too_wide()
    visitor.page.get_by_label("Name").fill("My assistant")
    visitor.page.get_by_role("button", name="Make a key").click()
    visitor.page.get_by_label("Password").fill(PASSWORD)
    visitor.page.locator("main form button").first.click()
    key = visitor.page.locator("section[role=status] code").first.inner_text()
    assert not visitor.too_wide() and visitor.complaints == []

    async def converse():
        http = httpx2.AsyncClient(headers={"Authorization": f"Bearer {key}"}, timeout=60)
        async with http, Client(streamable_http_client(f"{live_server.url}/mcp", http_client=http)) as client:
            return await ask(client, "explain", fact="portfolio.value"), await ask(client, "get_analysis")

    with ThreadPoolExecutor(1) as other:  # Playwright's loop holds this thread
        worth, state = other.submit(async_to_sync(converse)).result()
    assert worth["fact"]["text"].startswith("$")
    assert state["status"] == "completed"
