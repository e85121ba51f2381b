"""A saved copy brings everything back, and a failed restore changes nothing."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from alex.management.commands import restore
from alex.postgres import backup
from people import acting_as
from people.models import User
from portfolios.changes.demo import add_sample_accounts
from portfolios.models import Account, Position
from portfolios.tests.support.seeded_catalogue import lay_catalogue

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.processes]


@pytest.fixture
def owned(alice):
    lay_catalogue()
    with acting_as(alice.pk):
        add_sample_accounts(user=alice)
    return alice


def counts():
    return User.objects.count(), Account.objects.count(), Position.objects.count()


def load_rights():
    """Return the rights of the app on each table, sequence and function, by name."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, string_agg(privilege_type, ', ' ORDER BY privilege_type) FROM ("
            "SELECT relname AS name, relacl AS acl FROM pg_class WHERE relnamespace = 'public'::regnamespace "
            "UNION ALL SELECT oid::regprocedure::text, proacl FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
            ") AS named, aclexplode(acl) WHERE grantee IN (0, 'alex_app'::regrole) GROUP BY name"
        )
        return dict(cursor.fetchall())


def test_a_copy_brings_everything_back(owned, tmp_path, monkeypatch):
    file, before, output = tmp_path / "alex.dump", counts(), StringIO()
    call_command("backup", str(file), stdout=output)
    assert "personal data" in output.getvalue() and file.stat().st_mode & 0o777 == 0o600
    User.objects.all().delete()
    assert counts() == (0, 0, 0)
    monkeypatch.setattr("builtins.input", lambda question: restore.CONFIRMATION)
    call_command("restore", str(file), stdout=output)
    assert counts() == before
    assert not list(tmp_path.glob("*.unfinished"))
    with acting_as(owned.pk), connection.cursor() as cursor:  # the policies and the rights of the app are back
        cursor.execute("SELECT count(*), current_user FROM portfolios_position")
        assert cursor.fetchone() == (before[2], "alex_app")
    assert User.objects.create_user("new@example.com", "correct-horse-battery").pk


def test_a_copy_gives_the_app_no_further_rights(owned, tmp_path):
    before = load_rights()
    call_command("backup", str(tmp_path / "alex.dump"), stdout=StringIO())
    call_command("restore", str(tmp_path / "alex.dump"), "--yes", stdout=StringIO())
    assert load_rights() == before
    assert before["people_auditevent"] == "INSERT, SELECT" and "people_datachange" not in before


def test_a_damaged_copy_changes_nothing(owned, tmp_path):
    file, before = tmp_path / "alex.dump", counts()
    call_command("backup", str(file), stdout=StringIO())
    file.write_bytes(file.read_bytes()[:20_000])
    with pytest.raises(CommandError, match="Nothing was changed. pg_restore failed"):
        call_command("restore", str(file), "--yes")
    assert counts() == before


def test_another_answer_changes_nothing(owned, tmp_path, monkeypatch):
    before = counts()
    monkeypatch.setattr("builtins.input", lambda question: "yes")
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("restore", str(tmp_path / "alex.dump"))
    assert counts() == before


def test_an_existing_file_is_not_replaced(tmp_path):
    file = tmp_path / "alex.dump"
    file.write_text("kept")
    with pytest.raises(CommandError, match="exists already"):
        call_command("backup", str(file))
    assert file.read_text() == "kept"


def test_a_missing_program_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(backup.shutil, "which", lambda *_, **__: None)
    with pytest.raises(CommandError, match=r"pg_dump was not found. Install the client programs"):
        call_command("backup", str(tmp_path / "alex.dump"))
