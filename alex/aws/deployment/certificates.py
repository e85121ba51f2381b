"""The certificates of AWS's databases, which both packages need to check whom they talk to."""

import urllib.error
import urllib.request
from pathlib import Path

from django.conf import settings

from alex.aws.deployment.errors import DeploymentFailed

ADDRESS = "https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem"
FILE = settings.BASE_DIR / "certificates" / "rds-global-bundle.pem"
FIRST_LINE = b"-----BEGIN CERTIFICATE-----"
SECONDS = 30


def download_certificates(file: Path = FILE, address: str = ADDRESS) -> str:
    """Download the certificates once. Raises DeploymentFailed if they cannot be had."""
    if file.exists():
        return f"{file.name} is there already."
    try:
        with urllib.request.urlopen(address, timeout=SECONDS) as answer:  # noqa: S310 our own address
            content = answer.read()
    except urllib.error.URLError as error:
        raise DeploymentFailed(f"{address} cannot be read ({error.reason}). Put the file at {file}.") from error
    if not content.startswith(FIRST_LINE):
        raise DeploymentFailed(f"{address} holds no certificates. Put them at {file}.")
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(content)
    return f"{content.count(FIRST_LINE)} certificates downloaded."
