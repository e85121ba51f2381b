"""Upload a file to import: what is refused before its columns are read."""

import gzip

import pytest
from django.test import Client

from portfolios.models.imports import ImportDraft
from portfolios.tests.support.import_pages import send

VTI = "Symbol,Quantity\nVTI,12\n"


@pytest.mark.parametrize(
    ("data", "message"),
    [(b"", "This file is empty."), (b"PK\x03\x04", "Excel workbook"), (b"x" * 10_000_001, "larger than 10 MB"),
     (b"a,b\n" + b"1,2\n" * 100_001, "more than 100,000 rows"), (b"a," * 300 + b"\n" + b"1," * 300, "200 columns")],
)  # fmt: skip
def test_an_unreadable_file_shows_an_error(as_alice, alices_account, data, message):
    response = send(as_alice, alices_account, data)
    assert response.status_code == 422
    assert message in response.content.decode()
    assert not ImportDraft.objects.exists()


def gzipped(data):
    return gzip.compress(data.encode() if isinstance(data, str) else data, mtime=0)


def test_a_compressed_file_is_read_as_it_was(as_alice, alices_account, vti):
    send(as_alice, alices_account, gzipped(VTI), name="positions.csv.gz")
    draft = ImportDraft.objects.get()
    assert (draft.file_name, draft.table.header[0]) == ("positions.csv", "Symbol")


@pytest.mark.parametrize(
    ("data", "message"),
    [(gzipped(b"x" * 10_000_001), "larger than 10 MB"), (gzipped(VTI)[:-9], "compressed file is damaged"),
     (b"\x1f\x8b" + b"no gzip at all", "compressed file is damaged"), (gzipped(b""), "This file is empty.")],
    ids=["too large", "cut short", "no gzip", "empty"],
)  # fmt: skip
def test_a_bad_compressed_file_shows_an_error(as_alice, alices_account, data, message):
    response = send(as_alice, alices_account, data, name="positions.csv.gz")
    assert (response.status_code, message in response.content.decode()) == (422, True)


def test_a_small_limit_is_said_beforehand(as_alice, settings):
    assert "<noscript>" not in as_alice.get("/accounts/import/").content.decode()
    settings.UPLOAD_MAX_BYTES = 4_500_000
    assert "at most 4.5 MB can be sent" in as_alice.get("/accounts/import/").content.decode()


def test_an_upload_needs_a_file(as_alice, alices_account):
    assert as_alice.post(f"/accounts/{alices_account.pk}/import/", {}).status_code == 422


@pytest.mark.parametrize(("limit", "words"), [(10_000_000, "At most 10 MB"), (4_500_000, "At most 4.5 MB")])
def test_a_body_far_too_large_gets_a_page(as_alice, alices_account, settings, limit, words):
    settings.UPLOAD_MAX_BYTES = limit
    address = f"/accounts/{alices_account.pk}/import/"
    response = as_alice.generic("POST", address, b"", "multipart/form-data; boundary=x", CONTENT_LENGTH="900000000")
    page = response.content.decode()
    assert (response.status_code, words in page, f'href="{address}"' in page) == (413, True, True)


def test_the_upload_needs_the_csrf_token(alice, alices_account):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    assert send(client, alices_account, VTI).status_code == 403
