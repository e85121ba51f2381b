"""The pages that export and delete everything of a person."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from analysis.personal_data import export
from people.models import DataExport, DeletionRequest
from people.tests.support.cast import PASSWORD

pytestmark = pytest.mark.django_db
PAGE = "/settings/privacy/"


@pytest.fixture
def confirmed(alice):
    """Return a client in which Alice has just entered her password."""
    client = Client()
    client.force_login(alice)
    assert client.post("/auth/reauthenticate/", {"password": PASSWORD}).status_code == 302
    return client


def text_of(response):
    return " ".join(response.content.decode().split())


def build(alice):
    row = DataExport.objects.get(user=alice)
    assert export.build_export(str(row.pk), str(alice.pk)).startswith("exported")
    return DataExport.objects.get(user=alice)


def test_an_export_is_prepared_and_downloaded(confirmed, alice, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        assert confirmed.post(f"{PAGE}export/").url == PAGE
    assert len(callbacks) == 1
    assert "Alex is preparing your archive" in text_of(confirmed.get(PAGE))
    row = build(alice)
    page = text_of(confirmed.get(f"{PAGE}export/status/"))
    assert f"{PAGE}exports/{row.pk}/" in page and "hx-trigger" not in page
    response = confirmed.get(f"{PAGE}exports/{row.pk}/")
    assert response.headers["Content-Disposition"].startswith('attachment; filename="alex-')
    assert "no-store" in response.headers["Cache-Control"]
    assert "README.txt" in zipfile.ZipFile(io.BytesIO(response.content)).namelist()


@pytest.mark.parametrize("column", [{"expires_at": timezone.now() - timedelta(hours=1)}, {"size": 0}])
def test_an_old_or_unready_export_is_not_found(confirmed, alice, column):
    confirmed.post(f"{PAGE}export/")
    row = build(alice)
    DataExport.objects.update(**column)
    assert confirmed.get(f"{PAGE}exports/{row.pk}/").status_code == 404


def test_a_deletion_is_requested_and_taken_back(confirmed, alice):
    assert "In 7 days Alex deletes" in text_of(confirmed.get(f"{PAGE}delete/"))
    assert confirmed.post(f"{PAGE}delete/").url == PAGE
    page = text_of(confirmed.get(PAGE))
    assert "Everything will be deleted on" in page and "Keep my account" in page
    assert confirmed.post(f"{PAGE}keep/").url == PAGE
    assert not DeletionRequest.objects.exists()
    assert "Nothing will be deleted." in text_of(confirmed.get(PAGE))


@pytest.mark.parametrize(("method", "address"), [("post", "export/"), ("post", "delete/")])
def test_both_need_the_password_again(as_alice, method, address):
    response = getattr(as_alice, method)(f"{PAGE}{address}")
    assert response.url.startswith("/auth/reauthenticate/")
    assert not DataExport.objects.exists() and not DeletionRequest.objects.exists()


def test_a_download_needs_the_password_again(as_alice, alice):
    export.request_export(user=alice)
    row = build(alice)
    assert as_alice.get(f"{PAGE}exports/{row.pk}/").url.startswith("/auth/reauthenticate/")
