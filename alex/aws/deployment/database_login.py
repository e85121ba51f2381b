"""The app's database login: made, or given a new password, by the rotation of its secret."""

import time
from collections.abc import Callable

from alex.aws.deployment.configuration import Configuration
from alex.aws.deployment.errors import DeploymentFailed

WAIT_SECONDS = 180  # a database that was just made takes a while
POLL_SECONDS = 5


def rotate_login(configuration: Configuration, secret: str, sleep: Callable[[float], object] = time.sleep) -> str:
    """Rotate the secret now and wait until the new password is current. Raises DeploymentFailed."""
    client = configuration.client("secretsmanager")
    version = client.rotate_secret(SecretId=secret, RotateImmediately=True)["VersionId"]
    for _ in range(WAIT_SECONDS // POLL_SECONDS):
        stages = client.describe_secret(SecretId=secret)["VersionIdsToStages"]
        if "AWSCURRENT" in stages.get(version, []):
            return "The app has a login with a new password."
        sleep(POLL_SECONDS)
    raise DeploymentFailed(
        f"The rotation did not end within {WAIT_SECONDS} s. Read the log /aws/lambda/alex-rotation, then deploy again."
    )
