"""The value of accounts is recorded after each change and once a day, and charted on the dashboard."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from people.tests.support.cast import signed_in
from portfolios.changes.history import record_all_values, record_value
from portfolios.importing.steps import apply_import, plan_import, start_import
from portfolios.models import Account, Instrument, PortfolioValue, Position
from portfolios.tests.conftest import make_account, make_instrument, make_position

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 12, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture
def acme(alice):
    price = {"current_price": Decimal(20), "priced_at": MONDAY, "price_source": "entered"}
    return make_instrument(owner=alice, **price)


@pytest.fixture
def savings(alice, acme):
    account = make_account(alice, cash_balance=Decimal(100))
    make_position(account, acme, "10")
    return account


def row_of(user, day):
    return PortfolioValue.objects.owned_by(user).get(date=day.date())


def test_a_day_is_recorded_in_one_row(alice, savings):
    for hour in range(3):
        record_value(user_id=alice.pk, now=MONDAY + timedelta(hours=hour))
    row = PortfolioValue.objects.get()
    assert (row.total, row.added, row.by_account) == (300, 300, {str(savings.pk): Decimal(300)})


def test_history_separates_money_from_market(alice, acme, savings):
    record_value(user_id=alice.pk, now=MONDAY)
    Instrument.objects.update(current_price=25)
    record_value(user_id=alice.pk, now=TUESDAY)
    Position.objects.update(quantity=12)
    record_value(user_id=alice.pk, now=TUESDAY)
    Account.objects.update(cash_balance=150)
    row = record_value(user_id=alice.pk, now=TUESDAY)
    assert (row.total, row.added) == (450, 100)
    assert row_of(alice, MONDAY).total == 300


def test_a_clock_that_goes_back_adds_no_day(alice, savings):
    record_value(user_id=alice.pk, now=TUESDAY)
    record_value(user_id=alice.pk, now=MONDAY)
    assert PortfolioValue.objects.get().date == TUESDAY.date()


def test_users_without_accounts_have_no_history(alice, bob, savings):
    assert record_value(user_id=bob.pk, now=MONDAY) is None
    assert record_all_values(now=MONDAY) == 1


def test_deleting_the_last_account_records_zero(alice, savings):
    record_value(user_id=alice.pk, now=MONDAY)
    savings.delete()
    assert (record_value(user_id=alice.pk, now=TUESDAY).total, row_of(alice, TUESDAY).added) == (0, -300)


@pytest.mark.django_db(transaction=True)
def test_a_change_on_a_page_is_recorded(as_alice, alice, savings):
    position = savings.positions.get()
    sent = {"quantity": "11", "cost_basis": "", "as_of_date": "", "version": position.version}
    assert as_alice.post(f"/positions/{position.pk}/edit/", sent).status_code == 302
    assert row_of(alice, timezone.now()).total == 320


@pytest.mark.django_db(transaction=True)
def test_new_and_deleted_accounts_are_recorded(as_alice, alice):
    as_alice.post("/accounts/add/", {"name": "New", "kind": "taxable", "cash_balance": "70"})
    assert row_of(alice, timezone.now()).total == 70
    as_alice.post(f"/accounts/{Account.objects.get().pk}/delete/")
    assert row_of(alice, timezone.now()).total == 0


@pytest.mark.django_db(transaction=True)
def test_a_recording_error_keeps_the_change(as_alice, alice, monkeypatch, caplog):
    monkeypatch.setattr("portfolios.changes.history.compute_valuation", lambda snapshot: 1 / 0)
    response = as_alice.post("/accounts/add/", {"name": "New", "kind": "taxable", "cash_balance": "70"})
    assert response.status_code == 302 and Account.objects.count() == 1
    assert "could not be recorded" in caplog.text


def test_a_transaction_is_recorded_once(alice, catalogue, django_capture_on_commit_callbacks):
    from portfolios.changes.demo import add_sample_accounts

    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        add_sample_accounts(user=alice)
    assert len(callbacks) == 1
    assert PortfolioValue.objects.get().total > 0


def test_deleting_a_person_leaves_nothing_behind(alice, savings, django_capture_on_commit_callbacks):
    record_value(user_id=alice.pk, now=MONDAY)
    with django_capture_on_commit_callbacks(execute=True):
        alice.delete()
    assert not PortfolioValue.objects.exists()


def page_of(user):
    return " ".join(signed_in(user).get("/dashboard/").content.decode().split())


def test_the_dashboard_draws_the_total(alice, acme, savings):
    record_value(user_id=alice.pk, now=MONDAY)
    Instrument.objects.update(current_price=25)
    Account.objects.update(cash_balance=150)
    record_value(user_id=alice.pk, now=TUESDAY)
    page = page_of(alice)
    assert 'aria-label="Value from $300 on March 2, 2026 to $400 on March 3, 2026."' in page
    assert '<dt>You added</dt><dd class="money">$50</dd>' in page
    assert '<dt>Markets added</dt><dd class="money">$50</dd>' in page
    assert '<th scope="row">Mar 3, 2026</th><td class="num">$400</td><td class="num">$50</td>' in page


def test_the_dashboard_lists_each_account(alice, acme, savings):
    make_account(alice, name="Gone", cash_balance=Decimal(40))
    make_account(alice, name="Other", cash_balance=Decimal(60))
    record_value(user_id=alice.pk, now=MONDAY)
    Account.objects.filter(name="Gone").delete()
    record_value(user_id=alice.pk, now=TUESDAY)
    page = page_of(alice)
    assert all(f'<th scope="col" class="num">{name}</th>' in page for name in ("Savings", "Other", "Deleted accounts"))
    assert re.findall(r"Mar 2, 2026</th>(.*?)</tr>", page)[0].count("$40<") == 1


def test_the_first_day_announces_the_chart(alice, savings):
    record_value(user_id=alice.pk, now=MONDAY)
    assert "the chart of your value appear from the second day." in page_of(alice)


def test_a_stranger_sees_no_history(alice, bob, savings):
    record_value(user_id=alice.pk, now=MONDAY)
    record_value(user_id=alice.pk, now=TUESDAY)
    make_account(bob)
    assert "value-history" not in page_of(bob)


@pytest.mark.django_db(transaction=True)
def test_an_import_records_the_value(alice):
    csv = b"Symbol,Name,Type,Quantity,Price\nACME,Acme,stock,3,$10\n"
    account = make_account(alice)
    assert PortfolioValue.objects.get(user=alice).total == 0
    draft = start_import(user=alice, account=account, files=[("own.csv", csv)])[0]
    apply_import(draft=draft, digest=plan_import(draft=draft).digest)
    assert PortfolioValue.objects.get(user=alice).total == 30
