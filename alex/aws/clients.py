"""Clients of AWS with limits of their own: none of their calls can hang."""

from typing import Any

from alex.aws.region import find_region


def build_client(service: str, *, seconds: int, attempts: int, **options: Any) -> Any:
    """Return a client of a service. seconds: for connecting and for each answer. attempts: of a call, at most.

    options: further settings of botocore.
    """
    import boto3  # only when it is needed: it makes the start of a web function slower
    from botocore.config import Config

    limits = Config(connect_timeout=seconds, read_timeout=seconds, retries={"total_max_attempts": attempts}, **options)
    return boto3.client(service, region_name=find_region(), config=limits)
