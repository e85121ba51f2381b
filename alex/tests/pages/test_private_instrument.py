"""An unknown symbol from its entry to the shared catalogue: three users in Chromium, and the worker."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from playwright.sync_api import expect

from analysis.worker.message import run_message
from people import acting_as
from portfolios.models import Account, Instrument
from portfolios.tests.conftest import make_account, make_instrument, make_position

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BOTH = pytest.mark.parametrize("visitor", ["desktop", "phone"], indirect=True)
PRICE = {"current_price": "12.34", "priced_at": "2026-03-02T21:00Z", "price_source": "entered"}


@pytest.fixture
def bobs(bob):
    """Bob has the same symbol as a private instrument."""
    with acting_as(bob.pk):
        own = make_instrument("ZEBR", owner=bob, name="Zebra", **PRICE)
        make_position(make_account(bob, name="Bob's", cash_balance="7.77"), own, "3.33")
    return own


@pytest.fixture
def savings(alice):
    with acting_as(alice.pk):
        return make_account(alice, cash_balance="100.50")


def run_queued_tasks():
    """Do the worker's work in another thread, because Playwright runs a loop in this one."""

    def work():
        from django_q.brokers import get_broker

        broker = get_broker()
        try:
            return [run_message(package, ack_id, broker) for ack_id, package in broker.dequeue() or ()]
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result(60)


def total_of(visitor, user):
    """Return the total as the account's page shows it."""
    visitor.sign_in(user)
    visitor.open(f"/accounts/{Account.objects.get(user=user).pk}/")
    return visitor.page.locator("#account-head").inner_text()


def add_the_unknown_symbol(page):
    page.get_by_label("Symbol or name").fill("ZEBR")
    page.get_by_label("Quantity").fill("12.5")
    page.get_by_role("button", name="Add the position").click()
    expect(page.get_by_text("Alex does not know ZEBR yet")).to_be_visible()
    page.locator("#id_name").fill("Zebra Growth Fund")
    page.get_by_label("Type").select_option("mutual_fund")
    page.get_by_label("Price of one share").fill("12.34")
    page.get_by_role("button", name="Add the position").click()
    page.get_by_role("link", name="ZEBR", exact=True).click()


def promote_the_first(page):
    page.locator("#result_list input[type=checkbox]").nth(1).check()
    page.locator("select[name=action]").select_option("promote_chosen")
    page.get_by_role("button", name="Run", exact=False).or_(page.get_by_role("button", name="Go")).first.click()
    expect(page.get_by_text("This becomes public: Zebra Growth Fund, Mutual fund, price $12.34")).to_be_visible()
    expect(page.get_by_text("1 other person has this symbol too")).to_be_visible()
    page.get_by_role("button", name="Promote").click()
    expect(page.get_by_text("ZEBR is in the catalogue")).to_be_visible()


def test_a_promotion_changes_no_total(visitor, alice, bob, sam, bobs, savings):
    page = visitor.page
    assert "$254.75" not in total_of(visitor, alice)
    add_the_unknown_symbol(page)
    expect(page.get_by_text("Alex has not looked at it yet")).to_be_visible()
    assert run_queued_tasks() == [True]
    expect(page.get_by_role("heading", name="Proposed by Alex")).to_be_visible()
    expect(page.get_by_text("counts as “unclassified” until you confirm")).to_be_visible()
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("Proposed by Alex (50% sure), confirmed by you.")).to_be_visible()
    before = {user: total_of(visitor, user) for user in (alice, bob)}
    assert "$254.75" in before[alice] and "$48.86" in before[bob]

    visitor.sign_in(sam)
    visitor.open("/admin/portfolios/requestedinstrument/?classified_by__exact=owner")
    promote_the_first(page)

    visitor.sign_in(bob)
    visitor.open("/dashboard/")
    page.locator("#health summary").click()
    page.get_by_role("link", name="Compare ZEBR").click()
    expect(page.get_by_role("row", name="Name Zebra Zebra Growth Fund")).to_be_visible()
    page.get_by_role("button", name="Use the catalogue's").click()
    expect(page.get_by_text("your positions now use the shared instrument")).to_be_visible()
    assert Instrument.objects.get(symbol="ZEBR").owner is None
    assert {user: total_of(visitor, user) for user in (alice, bob)} == before
    assert visitor.complaints == []


@BOTH
def test_the_instrument_page_works_in_every_state(visitor, bob, bobs):
    visitor.sign_in(bob)
    path = f"/instruments/{bobs.pk}/"
    proposal = {"allocation_asset_class": {"equity": 60, "fixed_income": 40}, "rationale": "It says so."}
    states = [
        {},
        {**proposal, "classified_by": "tagger", "confidence": "0.5"},
        {"classified_by": "owner"},
        {"classified_by": "tagger", "allocation_asset_class": {}},
    ]
    for state in states:
        Instrument.objects.filter(pk=bobs.pk).update(**state)
        visitor.open(path)
        assert (visitor.too_wide(), visitor.barriers(), visitor.complaints) == (False, [], []), state
    make_instrument("ZEBR", name="Zebra Growth Fund", **proposal, classified_by="staff")
    visitor.open(path)
    expect(visitor.page.locator("#offer")).to_be_visible()
    assert (visitor.too_wide(), visitor.barriers(), visitor.complaints) == (False, [], [])


def share(page, label):
    """Return the input of one asset class."""
    return page.get_by_role("group", name="Asset class").get_by_label(label, exact=True)


def test_the_sum_of_a_split_follows_the_inputs(visitor, bob, bobs):
    visitor.sign_in(bob)
    visitor.open(f"/instruments/{bobs.pk}/")
    page = visitor.page
    share(page, "Stocks").fill("60")
    share(page, "Cash").fill("12.5")
    expect(page.locator("#correct [data-shares-total]").first).to_have_text("72.5")
    expect(share(page, "Bonds")).to_have_value("")
    share(page, "Bonds").fill("27.5")
    expect(page.locator("#correct [data-shares-total]").first).to_have_text("100")
    page.get_by_role("button", name="Save classification").click()
    expect(page.get_by_text("Classified by you.")).to_be_visible()
    bobs.refresh_from_db()
    assert bobs.allocation_asset_class == {"equity": 60, "fixed_income": 27.5, "cash": 12.5}


def test_everything_works_without_scripts(browser, visitor, bob, bobs):
    plain_visitor = type(visitor)(browser, visitor.address, {"width": 1280, "height": 900}, java_script_enabled=False)
    plain_visitor.sign_in(bob)
    plain_visitor.open(f"/instruments/{bobs.pk}/")
    page = plain_visitor.page
    expect(page.get_by_role("link", name="Check again")).to_be_visible()
    share(page, "Stocks").fill("90")
    page.get_by_role("button", name="Save classification").click()
    expect(page.get_by_text("The shares sum to 90, not to 100.")).to_be_visible()
    share(page, "Cash").fill("10")
    page.get_by_role("button", name="Save classification").click()
    expect(page.get_by_text("Classified by you.")).to_be_visible()
    plain_visitor.context.close()
