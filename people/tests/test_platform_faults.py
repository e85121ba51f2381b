"""Faults of the platform are told from faults of the work, by what PostgreSQL and the system say."""

import errno

import psycopg
import pytest
from django.db import DataError, OperationalError, connection, transaction

from people.platform_faults import PlatformFault, find_fault

CODES = {
    "53100": PlatformFault.DISK,
    "53300": PlatformFault.OVERLOAD,
    "57P01": PlatformFault.DATABASE,
    "57P03": PlatformFault.DATABASE,
    "25006": PlatformFault.DATABASE,
    "58030": PlatformFault.DATABASE,
    "08006": PlatformFault.DATABASE,
    "57014": None,  # a statement was cancelled: it took too long
    "22003": None,
    "40P01": None,
}


def raised_by(action):
    with pytest.raises(Exception) as caught:
        action()
    return caught.value


def run(statement, *parameters):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)


@pytest.mark.django_db
@pytest.mark.parametrize(("code", "fault"), CODES.items())
def test_the_code_of_postgres_decides(code, fault):
    error = raised_by(lambda: run(f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{code}'; END $$"))
    assert find_fault(error) == fault


@pytest.mark.django_db(transaction=True)
def test_a_lost_connection_is_a_fault():
    connection.ensure_connection()
    info = connection.connection.info
    address = {"host": info.host, "port": info.port, "user": info.user, "password": info.password}
    with psycopg.connect(**address, dbname=info.dbname, autocommit=True) as outside:
        outside.execute("SELECT pg_terminate_backend(%s)", [info.backend_pid])
    error = raised_by(lambda: run("SELECT 1"))
    assert find_fault(error) == PlatformFault.DATABASE


@pytest.mark.django_db(transaction=True)
def test_a_server_that_refuses_is_a_fault(settings, monkeypatch):
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", {"host": "127.0.0.1", "port": "1"})
    assert find_fault(raised_by(connection.ensure_connection)) == PlatformFault.DATABASE
    monkeypatch.undo()


@pytest.mark.django_db
def test_a_query_that_cannot_be_sent_is_no_fault():
    error = raised_by(lambda: run("SELECT " + ", ".join(["%s"] * 70_000), *range(70_000)))
    assert isinstance(error, OperationalError)
    assert find_fault(error) is None


@pytest.mark.django_db
def test_a_refused_value_is_no_fault():
    error = raised_by(lambda: run("SELECT 1 / 0"))
    assert isinstance(error, DataError)
    assert find_fault(error) is None


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_here_is_a_fault(number):
    assert find_fault(OSError(number, "No space left")) == PlatformFault.DISK


@pytest.mark.parametrize("error", [ZeroDivisionError(), FileNotFoundError(2, "gone"), OperationalError("of a test")])
@pytest.mark.django_db
def test_errors_of_the_work_are_no_faults(error):
    connection.ensure_connection()
    assert find_fault(error) is None


@pytest.mark.django_db
def test_a_cause_counts_as_well():
    error = raised_by(lambda: run("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '53100'; END $$"))
    try:
        raise KeyError("lost") from error
    except KeyError as later:
        assert find_fault(later) == PlatformFault.DISK
