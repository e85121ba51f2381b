"""The download of the database's certificates, from a stub server."""

import pytest

from alex.aws.deployment.certificates import download_certificates
from alex.aws.deployment.errors import DeploymentFailed
from people.tests.support.http_server import Reply, StubServer

BUNDLE = b"-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\n" * 2


class Certificates(StubServer):
    def answer(self, request):
        return Reply(BUNDLE if request.path == "/bundle.pem" else b"<html>")


@pytest.fixture
def server():
    stub = Certificates()
    with stub.serve():
        yield stub


def test_the_bundle_is_downloaded_once(server, tmp_path):
    file = tmp_path / "certificates" / "bundle.pem"
    assert download_certificates(file, f"{server.url}/bundle.pem") == "2 certificates downloaded."
    assert file.read_bytes() == BUNDLE
    assert download_certificates(file, "not asked") == "bundle.pem is there already."


def test_another_document_is_not_stored(server, tmp_path):
    with pytest.raises(DeploymentFailed, match="holds no certificates"):
        download_certificates(tmp_path / "bundle.pem", f"{server.url}/page")
    assert not (tmp_path / "bundle.pem").exists()


def test_an_unreachable_address_says_what_to_do(tmp_path):
    with pytest.raises(DeploymentFailed, match="Put the file at"):
        download_certificates(tmp_path / "bundle.pem", "http://127.0.0.1:9/")
