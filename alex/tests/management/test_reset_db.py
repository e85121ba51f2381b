"""`reset_db` empties a laptop's database and sets it up again."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from advisors.library.seed import read_seed_library
from advisors.models import ResearchNote
from people.models import User
from portfolios.catalogue.file import read_catalogue
from portfolios.models import Instrument

pytestmark = pytest.mark.slow


def run(*arguments, **options):
    out = StringIO()
    call_command(*arguments, stdout=out, **options)
    return out.getvalue()


def test_reset_db_runs_only_on_a_laptop(alice, settings):
    settings.LAPTOP = False
    with pytest.raises(CommandError, match="laptop"):
        run("reset_db", confirm=True)
    assert User.objects.exists()


def test_reset_db_needs_a_confirmation(alice):
    with pytest.raises(CommandError, match="--confirm"):
        run("reset_db")
    assert User.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_reset_db_deletes_rows_and_seeds_again(alice):
    output = run("reset_db", confirm=True)
    assert "All rows deleted" in output
    assert not User.objects.exists()
    assert Instrument.objects.count() == len(read_catalogue().instruments)
    assert ResearchNote.objects.of_alex().count() == len(read_seed_library().notes)


@pytest.mark.django_db(transaction=True)
def test_reset_db_recreates_all_tables(alice):
    output = run("reset_db", drop_all=True, confirm=True, with_test_data=True)
    assert "All tables dropped and created again" in output
    assert [user.email for user in User.objects.all()] == ["demo@example.com"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, count(*) FROM pg_tables WHERE tableowner = 'alex_app'")
        assert cursor.fetchone() == ("alex_app", 0)
