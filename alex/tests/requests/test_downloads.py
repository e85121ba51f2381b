"""A download that is too large for Lambda waits in a bucket, behind a link that soon expires."""

import urllib.parse

import boto3
import pytest
from moto import mock_aws

from alex.requests import downloads
from portfolios.tests.conftest import make_account, make_instrument, make_position

BUCKET = "alex-exports"


@pytest.fixture
def bucket(monkeypatch, settings):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1")
        client.create_bucket(Bucket=BUCKET)
        settings.EXPORT_BUCKET = BUCKET
        yield client


@pytest.fixture
def position(alice):
    return make_position(make_account(alice), make_instrument("ACME", owner=alice), "5")


@pytest.mark.parametrize(
    ("path", "kind"), [("/accounts/export.csv", "text/csv"), ("/accounts/export.json", "application/json")]
)
def test_a_large_download_waits_in_the_bucket(as_alice, position, bucket, monkeypatch, path, kind):
    plain = as_alice.get(path)
    monkeypatch.setattr(downloads, "LARGEST_ANSWER_BYTES", 100)
    response = as_alice.get(path)
    assert (response.status_code, response["Cache-Control"]) == (302, "no-store")
    link = urllib.parse.urlsplit(response["Location"])
    assert urllib.parse.parse_qs(link.query)["X-Amz-Expires"] == ["300"]
    (stored,) = bucket.list_objects_v2(Bucket=BUCKET)["Contents"]
    assert stored["Key"] in link.path and str(position.user_id) not in stored["Key"]
    found = bucket.get_object(Bucket=BUCKET, Key=stored["Key"])
    assert found["ContentType"].startswith(kind) and found["ContentDisposition"].startswith("attachment")
    assert found["Body"].read()[:60] == plain.content[:60]


def test_small_downloads_and_pages_stay(as_alice, position, bucket, monkeypatch):
    assert as_alice.get("/accounts/export.csv").status_code == 200
    monkeypatch.setattr(downloads, "LARGEST_ANSWER_BYTES", 100)
    assert as_alice.get("/accounts/").status_code == 200
    assert "Contents" not in bucket.list_objects_v2(Bucket=BUCKET)


def test_without_a_bucket_the_answer_is_the_file(as_alice, position, monkeypatch):
    monkeypatch.setattr(downloads, "LARGEST_ANSWER_BYTES", 100)
    assert as_alice.get("/accounts/export.csv").status_code == 200
