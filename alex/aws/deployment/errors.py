"""What can go wrong while deploying, in words for the person at the terminal."""

from collections.abc import Iterator
from contextlib import contextmanager


class DeploymentFailed(Exception):
    """A step failed. The message says which, why, and what to do next."""


@contextmanager
def explain_aws_errors() -> Iterator[None]:
    """Turn errors of AWS's library into DeploymentFailed, with the next step for missing credentials."""
    from boto3.exceptions import Boto3Error
    from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError

    try:
        yield
    except NoCredentialsError as error:
        raise DeploymentFailed(
            "AWS does not know who you are. Sign in with `aws sso login` or `aws configure`."
        ) from error
    except (Boto3Error, BotoCoreError, ClientError) as error:
        raise DeploymentFailed(f"AWS refused: {error}") from error
