"""Households that count in euros or pounds: no page, file or answer prints a dollar sign."""

import io
import json
import re
from datetime import date
from decimal import Decimal
from html import unescape

import openpyxl
import pytest
from django.urls import reverse
from pypdf import PdfReader

from analysis.comparison.requesting import CannotCompare, request_comparison
from analysis.models import Job
from analysis.results.text_summary import format_summary_lines
from analysis.tests.support.alices_portfolio import alice_owns_the_demo
from analysis.tests.support.model_runs import run_analysis
from analysis.what_if.models import Scenario
from portfolios.changes.base_currency import change_base_currency
from portfolios.currencies import name_currency
from portfolios.models import ExchangeRate, Profile
from portfolios.tests.conftest import make_account, make_position
from portfolios.tests.support.market_prices import priced

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
RATES = {"EUR": Decimal("1.0843"), "GBP": Decimal("1.2711")}
HIDDEN = re.compile(r"<(script|style|nav|footer)\b.*?</\1>", re.DOTALL)


def text_of(html):
    """Return what a page says, its charts among it, without scripts."""
    return unescape(re.sub(r"<[^>]+>", " ", HIDDEN.sub(" ", html.split("<main", 1)[-1])))


def own(user, code):
    """Give a person the sample portfolio, which is in dollars, and a stock and cash in their own currency."""
    alice_owns_the_demo(user)
    for name, dollars in RATES.items():
        ExchangeRate.objects.create(currency=name, date=date(2026, 11, 27), dollars=dollars, source="ecb")
    account = make_account(user, name="Depot", currency=code, cash_balance=Decimal(5000))
    make_position(account, priced("SAP.DE", "140", owner=user, currency=code), 50, cost_basis=4000)
    Profile.objects.filter(user=user).update(base_currency=code)


@pytest.fixture(params=["EUR", "GBP"])
def code(request):
    return request.param


@pytest.fixture
def job(alice, code) -> Job:
    own(alice, code)
    return run_analysis(alice)


def test_no_page_prints_a_dollar_sign(as_alice, job, code):
    assert job.status == "completed", job.error_message
    addresses = [
        *(
            f"{reverse('analysis', args=[job.pk])}?tab={tab}"
            for tab in ("overview", "charts", "retirement", "recommendations", "all")
        ),
        *(reverse(name) for name in ("dashboard", "accounts", "plan", "team", "looking_back")),
        *(reverse(name, args=[job.pk]) for name in ("what_if", "questions", "compare")),
        f"{reverse('what_if', args=[job.pk])}?save=30000",
        f"{reverse('what_if_plan', args=[job.pk])}?save=30000",
        *(reverse("account", args=[account.pk]) for account in job.user.accounts.all()[:5]),
    ]
    for address in addresses:
        answer = as_alice.get(address)
        said = text_of(answer.content.decode())
        assert answer.status_code == 200, address
        found = [said[max(0, m.start() - 80) : m.end() + 40] for m in re.finditer(r"\$|(?<!US )\bdollars\b", said)]
        assert found == [], (address, found[:3])
    for address in (*addresses[:5], reverse("what_if", args=[job.pk])):
        said = text_of(as_alice.get(address).content.decode())
        assert f" {code}" in said and f"1 {code} = {RATES[code]} USD on November 27, 2026" in said, address


def test_facts_and_charts_are_in_its_currency(job, code):
    units = {fact.unit for fact in job.facts.facts}
    assert not {"usd", "usd_per_year", "money", "money_per_year"} & units
    assert {code.lower(), f"{code.lower()}_per_year"} <= units
    assert {chart.unit for chart in job.charts_payload.values()} <= {code.lower(), "percent", "points"}
    assert job.snapshot.currency == code == job.facts.currency
    assert job.facts["currency." + code.lower() + ".rate"].value == RATES[code]


def test_files_and_api_name_the_currency(as_alice, job, code):
    for name in ("report.md", "holdings.xlsx"):
        content = as_alice.get(f"/analyses/{job.pk}/{name}").content
        if name.endswith("xlsx"):
            book = openpyxl.load_workbook(io.BytesIO(content))
            text = "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
            assert f"in {name_currency(code)}" in text
        else:
            text = content.decode()
            assert f" {code}" in text
        assert "$" not in text and f"1 {code} = {RATES[code]} USD" in text, name
    answer = as_alice.get(f"/api/jobs/{job.pk}")
    assert answer.status_code == 200 and "$" not in json.dumps(answer.json())


def test_the_pdf_prints_no_dollar_sign(as_alice, job, code):
    content = as_alice.get(f"/analyses/{job.pk}/document.pdf").content
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    assert "$" not in text and f" {code}" in text and f"1 {code} = {RATES[code]} USD" in " ".join(text.split())


def test_scenarios_and_plans_keep_their_currency(as_alice, alice):
    own(alice, "EUR")
    job = run_analysis(alice)
    page, plan = (reverse(name, args=[job.pk]) for name in ("what_if", "what_if_plan"))
    as_alice.post(page, {"save": "30000", "name": ""})
    row = Scenario.objects.get(user=alice)
    assert (row.name, row.currency) == ("Save 30,000 EUR", "EUR")
    assert "30,000 EUR" in text_of(as_alice.get(f"{plan}?save=30000").content.decode())
    Scenario.objects.update(currency="USD")
    said = text_of(as_alice.get(page).content.decode())
    assert "1 scenario with amounts in another currency than this plan is not compared: Save 30,000 EUR." in said
    change_base_currency(user=alice, code="USD", amounts="keep")
    saved = Profile.objects.get(user=alice).annual_contribution
    said = text_of(as_alice.get(f"{plan}?save=30000").content.decode())
    assert "The amounts are in euros, and your plan is in dollars now." in said
    assert Profile.objects.get(user=alice).annual_contribution == saved
    other = run_analysis(alice)
    with pytest.raises(CannotCompare, match="different currencies"):
        request_comparison(job, other, user=alice)


def test_the_letter_says_rate_and_day_and_no_taxes(job, code):
    letter = " ".join(sentence.text for sentence in job.report_payload.document.letter.sentences)
    assert f"1 {code} = {RATES[code]} USD on November 27, 2026 (European Central Bank)" in letter
    assert "before taxes" in letter and "$" not in letter
    assert job.retirement_payload.household is None


def test_questions_are_answered_in_its_currency(as_alice, job, code):
    for question in ("What am I worth?", "How much cash do I have?", "What do I pay in fees?"):
        page = as_alice.post(reverse("questions", args=[job.pk]), {"question": question}, follow=True)
        said = text_of(page.content.decode())
        assert "$" not in said and f" {code}" in said, question


def test_the_terminal_names_the_currency(job, code):
    first = next(iter(format_summary_lines(job)))
    assert first.startswith("Worth: ") and first.endswith(f" {code}")
