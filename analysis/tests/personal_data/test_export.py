"""The archive of everything that Alex stores about a person."""

import csv
import io
import json
import zipfile
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from analysis.personal_data import export
from analysis.personal_data.tables import NOT_EXPORTED, owned_tables
from analysis.tests.support.alices_portfolio import alice_owns_the_demo
from people import acting_as
from people.models import ApiKey, AuditEvent, DataExport
from portfolios.models import Account, Position

pytestmark = pytest.mark.django_db


@pytest.fixture
def archive_of():
    """Return a function that builds a person's archive as a worker does."""

    def build(user):
        with acting_as(user.pk):
            requested = export.request_export(user=user)
        assert export.build_export(str(requested.pk), str(user.pk)).startswith("exported ")
        with acting_as(user.pk):
            content = DataExport.objects.get(user=user).content
        return zipfile.ZipFile(io.BytesIO(content))

    return build


def read_json(archive, name):
    return json.loads(archive.read(f"json/{name}.json"))


def read_csv(archive, name):
    return list(csv.DictReader(io.StringIO(archive.read(f"csv/{name}.csv").decode("utf-8-sig"))))


def test_every_table_is_there_twice(alice, archive_of):
    names = set(archive_of(alice).namelist())
    files = {table.file_name for table in owned_tables() if table.label not in NOT_EXPORTED}
    assert names == {
        "README.txt", "portfolio.csv", "portfolio.json", *(f"json/{name}.json" for name in files),
        *(f"csv/{name}.csv" for name in files),
    }  # fmt: skip


def test_json_and_csv_have_the_same_rows(finished, alice, archive_of):
    archive = archive_of(alice)
    with acting_as(alice.pk):
        count = Position.objects.owned_by(alice).count()
    positions, cells = read_json(archive, "portfolios_position"), read_csv(archive, "portfolios_position")
    assert len(positions) == len(cells) == count > 10
    assert [row["quantity"] for row in positions] == [row["quantity"] for row in cells]
    assert {Decimal(row["quantity"]) for row in positions} == set(
        Position.objects.owned_by(alice).values_list("quantity", flat=True)
    )


def test_an_analysis_is_exported_as_stored(finished, alice, archive_of):
    (job,) = read_json(archive_of(alice), "analysis_job")
    assert (job["id"], job["status"]) == (str(finished.pk), "completed")
    assert job["snapshot"]["positions"] and job["report_payload"]
    assert "lease_token" not in job


def test_no_row_of_another_person_is_exported(alice, bob, archive_of):
    alice_owns_the_demo(alice)
    with acting_as(bob.pk):
        Account.objects.create(user=bob, name="Bobs secret account", kind="taxable")
    archive = archive_of(alice)
    assert not [name for name in archive.namelist() if b"Bobs secret" in archive.read(name)]
    assert read_json(archive, "people_user")[0]["email"] == "alice@example.com"


def test_secrets_are_left_out(alice, archive_of):
    with acting_as(alice.pk):
        ApiKey.objects.create(user=alice, name="Key", prefix="alex_1", digest="digest-of-the-key", scopes=["research"])
    archive = archive_of(alice)
    assert read_json(archive, "people_apikey")[0]["prefix"] == "alex_1"
    content = b"".join(map(archive.read, archive.namelist()))
    assert b"digest-of-the-key" not in content and alice.password.encode() not in content


def test_formulas_are_escaped_in_csv_alone(alice, archive_of):
    with acting_as(alice.pk):
        Account.objects.create(user=alice, name="=HYPERLINK(1)", kind="taxable")
    archive = archive_of(alice)
    assert read_csv(archive, "portfolios_account")[0]["name"] == "'=HYPERLINK(1)"
    assert read_json(archive, "portfolios_account")[0]["name"] == "=HYPERLINK(1)"


def test_a_new_request_replaces_the_export(alice, archive_of):
    archive_of(alice)
    with acting_as(alice.pk):
        old = DataExport.objects.get()
        new = export.request_export(user=alice)
        assert (DataExport.objects.get().pk, new.is_ready) == (new.pk, False)
    assert export.build_export(str(old.pk), str(alice.pk)).startswith("nothing to do")


def test_a_repeated_message_builds_nothing(alice, archive_of):
    archive_of(alice)
    with acting_as(alice.pk):
        pk = DataExport.objects.get().pk
    assert export.build_export(str(pk), str(alice.pk)).startswith("nothing to do")


def test_a_deleted_person_is_not_exported(alice, bob):
    with acting_as(alice.pk):
        requested = export.request_export(user=alice)
    user_id = str(alice.pk)
    alice.delete()
    assert export.build_export(str(requested.pk), user_id).startswith("nothing to do")
    assert export.build_export(str(requested.pk), str(bob.pk)).startswith("nothing to do")


def test_an_export_lives_for_a_day(alice, archive_of):
    archive_of(alice)
    with acting_as(alice.pk):
        row = DataExport.objects.get()
        assert timedelta(hours=23) < row.expires_at - timezone.now() <= timedelta(hours=24)
        assert AuditEvent.objects.filter(user=alice, action="requested_data_export").count() == 1
