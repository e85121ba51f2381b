"""A change of what a person's pages show replaces the version of that person's data, by any path."""

from datetime import date, timedelta
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import ProgrammingError, connection, connections, transaction
from django.utils import timezone

from analysis.decisions.models import Decision
from analysis.jobs.lease import claim_analysis
from analysis.models import Job
from analysis.questions.models import Question
from analysis.schedules.models import Digest, Schedule
from people import acting_as
from people.kept_pages.page_data import watched_tables
from people.kept_pages.triggers import PREFIX, ROWS
from people.kept_pages.versions import load_data_version
from people.models import DataVersion, Privacy, User
from portfolios.models import (
    Account,
    ExchangeRate,
    IncomeStream,
    Instrument,
    OwnPrice,
    PortfolioValue,
    Position,
    PriceQuote,
    Profile,
    Removal,
)
from portfolios.models.undo import RemovedContent

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 27)


@pytest.fixture
def holding(alice):
    priced = {"current_price": Decimal(5), "priced_at": timezone.now(), "price_source": "sample"}
    instrument = Instrument.objects.create(symbol="VTI", name="Fund", instrument_type="etf", **priced)
    account = Account.objects.create(user=alice, name="IRA", kind="taxable")
    return Position.objects.create(user=alice, account=account, instrument=instrument, quantity=1)


def run_sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


ROWS_OF_ALICE = {
    "people_privacy": lambda alice: Privacy(user=alice),
    "portfolios_account": lambda alice: Account(user=alice, name="Savings", kind="taxable"),
    "portfolios_exchangerate": lambda alice: ExchangeRate(
        owner=alice, currency="EUR", date=TODAY, dollars=1, source="person"
    ),
    "portfolios_incomestream": lambda alice: IncomeStream(user=alice, name="Pension", amount=1, start_age=60),
    "portfolios_instrument": lambda alice: Instrument(owner=alice, symbol="ACME", name="A", instrument_type="stock"),
    "portfolios_portfoliovalue": lambda alice: PortfolioValue(user=alice, date=TODAY, total=1, holdings={}),
    "portfolios_removal": lambda alice: Removal(
        user=alice, kind="account", label="IRA", account_id=alice.pk, content=RemovedContent(positions=())
    ),
    "analysis_decision": lambda alice: Decision(
        user=alice, job=Job.objects.create(user=alice, job_type="risk_assessment"), action="reserve", choice="do"
    ),
    "analysis_question": lambda alice: Question(
        user=alice, job=Job.objects.create(user=alice, job_type="risk_assessment"), text="Am I on track?"
    ),
    "analysis_schedule": lambda alice: Schedule(user=alice, every="week", next_on=TODAY),
    "analysis_digest": lambda alice: Digest(user=alice, job=Job.objects.create(user=alice, job_type="risk_assessment")),
    "analysis_job": lambda alice: Job(user=alice, job_type="risk_assessment"),
}
CHANGED_OTHERWISE = {
    "portfolios_ownprice",
    "portfolios_position",
    "portfolios_pricequote",
    "portfolios_profile",
    "people_user",
}
"""A position and a price have tests of their own; each user has one profile, which is never deleted alone."""


def test_each_watched_table_is_tried_below():
    assert {table.name for table in watched_tables()} == {*ROWS_OF_ALICE, *CHANGED_OTHERWISE}


def test_an_own_price_is_on_the_pages_of_its_owner(holding, alice, bob):
    before = load_data_version(alice.pk), load_data_version(bob.pk)
    OwnPrice.objects.create(user=alice, instrument=holding.instrument, price=7, priced_at=timezone.now())
    assert load_data_version(alice.pk) != before[0] and load_data_version(bob.pk) == before[1]


def test_a_published_price_is_on_everybodys_pages(holding, alice, bob):
    versions = [(load_data_version(alice.pk), load_data_version(bob.pk))]
    quote = PriceQuote.objects.create(instrument=holding.instrument, date=TODAY, close=5, source="x")
    versions.append((load_data_version(alice.pk), load_data_version(bob.pk)))
    PriceQuote.objects.update(status="rejected")
    versions.append((load_data_version(alice.pk), load_data_version(bob.pk)))
    quote.delete()
    versions.append((load_data_version(alice.pk), load_data_version(bob.pk)))
    assert all(len(set(of_one)) == 4 for of_one in zip(*versions, strict=True))


def test_each_watched_table_has_all_its_triggers():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, tgname FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid WHERE tgenabled = 'O'"
        )
        found = {(table, name.rpartition("_")[0]) for table, name in cursor.fetchall() if name.startswith(PREFIX)}
    assert found == {(table.name, f"{PREFIX}{event}") for table in watched_tables() for event in ROWS}


@pytest.mark.parametrize("table", sorted(ROWS_OF_ALICE))
def test_each_kind_of_statement_raises_it(table, alice, bob):
    row, versions = ROWS_OF_ALICE[table](alice), [load_data_version(alice.pk)]
    strangers = load_data_version(bob.pk)
    type(row).objects.bulk_create([row])
    versions.append(load_data_version(alice.pk))
    ended = {"analysis_job": ", status = 'failed', error_code = 'x'", "analysis_digest": ", status = 'sent'"}.get(
        table, ""
    )
    run_sql(f"UPDATE {table} SET created_at = now(){ended}")
    versions.append(load_data_version(alice.pk))
    type(row).objects.filter(pk=row.pk).delete()
    versions.append(load_data_version(alice.pk))
    assert len(set(versions)) == 4
    assert load_data_version(bob.pk) == strangers


@pytest.mark.parametrize(
    "change",
    [
        lambda held: Position.objects.filter(pk=held.pk).update(quantity=2),
        lambda held: Account.objects.filter(pk=held.account_id).update(cash_balance=7),
        lambda held: Instrument.objects.filter(pk=held.instrument_id).update(current_price=6),
        lambda held: Profile.objects.filter(user=held.user_id).update(plan_to_age=99),
        lambda held: run_sql("UPDATE portfolios_position SET quantity = 3 WHERE id = %s", held.pk),
        lambda held: run_sql("DELETE FROM portfolios_position"),
    ],
    ids=["position", "cash", "shared price", "profile", "SQL", "SQL that deletes"],
)  # fmt: skip
def test_a_change_of_money_raises_it(change, holding):
    before = load_data_version(holding.user_id)
    change(holding)
    assert load_data_version(holding.user_id) != before


def test_a_shared_price_raises_it_for_everybody(holding, bob):
    before = load_data_version(bob.pk)
    Instrument.objects.filter(pk=holding.instrument_id).update(current_price=6)
    assert load_data_version(bob.pk) != before


def test_a_position_that_moves_raises_both_owners(holding, bob):
    before = load_data_version(holding.user_id), load_data_version(bob.pk)
    Position.objects.filter(pk=holding.pk).update(user=bob)
    assert {load_data_version(holding.user_id), load_data_version(bob.pk)}.isdisjoint(before)


def test_a_heartbeat_of_a_job_raises_nothing(alice):
    lease = claim_analysis(alice)
    before = load_data_version(alice.pk)
    assert lease.renew()
    assert load_data_version(alice.pk) == before
    lease.fail("stopped", "It stopped.")
    assert load_data_version(alice.pk) != before


def test_a_statement_without_rows_raises_nothing(holding, alice):
    before = load_data_version(alice.pk)
    Position.objects.filter(pk=alice.pk).update(quantity=2)
    User.objects.filter(pk=alice.pk).update(last_login=timezone.now() + timedelta(1))
    assert load_data_version(alice.pk) == before


@pytest.mark.parametrize("statement", ["UPDATE", "INSERT INTO", "DELETE FROM"])
@pytest.mark.parametrize("table", ["people_dataversion", "people_datachange"])
def test_the_app_cannot_write_versions(statement, table):
    rest = {"UPDATE": "SET user_id = NULL", "INSERT INTO": "(user_id) VALUES (NULL)", "DELETE FROM": ""}[statement]
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        run_sql(f"{statement} {table} {rest}")


@pytest.mark.django_db(transaction=True)
class TestWithCommits:
    def test_a_rolled_back_change_raises_nothing(self, holding):
        before = load_data_version(holding.user_id)
        with transaction.atomic():
            Position.objects.filter(pk=holding.pk).update(quantity=2)
            transaction.set_rollback(True)
        assert load_data_version(holding.user_id) == before

    def test_a_commit_leaves_no_note_behind(self, holding):
        with acting_as(holding.user_id):
            for quantity in range(1, 4):
                Position.objects.filter(pk=holding.pk).update(quantity=quantity)
        with connection.as_owner(), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM people_datachange")
            assert cursor.fetchone() == (0,)

    def test_no_version_outlives_its_user(self, holding):
        user_id = holding.user_id
        assert DataVersion.objects.filter(user_id=user_id).exists()
        User.objects.get(pk=user_id).delete()
        assert not DataVersion.objects.filter(user_id=user_id).exists()

    def test_emptying_a_table_raises_everybodys(self, bob, holding):
        before = load_data_version(bob.pk)
        with connection.as_owner():
            run_sql("TRUNCATE portfolios_incomestream")
        assert load_data_version(bob.pk) != before

    def test_two_writers_of_a_person_hold_no_lock(self, alice):
        """Both change something before either commits: with a lock on the version, one would wait for the other."""
        accounts = [Account.objects.create(user=alice, name=name, kind="taxable") for name in "AB"]
        both_have_changed, errors = Barrier(2), []

        def change(account):
            try:
                with acting_as(alice.pk):
                    Account.objects.filter(pk=account.pk).update(cash_balance=1)
                    both_have_changed.wait(10)
            except Exception as error:  # noqa: BLE001 the test reports it
                errors.append(error)
            finally:
                connections.close_all()

        threads = [Thread(target=change, args=[account]) for account in accounts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        assert not errors
