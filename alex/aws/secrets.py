"""Secrets of AWS Secrets Manager. A process reads each of them when it first needs it, never while it starts.

SnapStart keeps what a function has in memory after its start, so a secret that was read then would outlive a rotation.
"""

import json
import os
from functools import cache
from typing import Any

from django.conf import settings

from advisors import team
from alex import environment
from alex.aws.clients import build_client

TIMEOUT_SECONDS = 5
SECRET_SETTINGS = {
    "SECRET_KEY", "DEMO_PASSWORD", "EMAIL_HOST_PASSWORD", "POLYGON_API_KEY", "LLM_API_KEY", "EMBEDDING_API_KEY",
    "LANGFUSE_PUBLIC_KEY", "LANGFUSE_SECRET_KEY",
}  # fmt: skip
"""The settings that the app's secret may hold."""

_known: dict[str, dict[str, str]] = {}
"""The secrets that this process has read, by their ARN."""


def read_secret(arn: str, *, fresh: bool = False) -> dict[str, str]:
    """Return the names and values of a secret. fresh: ask AWS although the secret is known, as after a rotation."""
    if fresh or arn not in _known:
        text = _client().get_secret_value(SecretId=arn)["SecretString"]
        _known[arn] = {name: str(value) for name, value in json.loads(text).items()}
    return _known[arn]


@cache
def _client() -> Any:
    return build_client("secretsmanager", seconds=TIMEOUT_SECONDS, attempts=3)


def forget_secrets() -> None:
    """Forget every secret, so that the next use reads it again."""
    _known.clear()
    _client.cache_clear()


def apply_app_secret() -> None:
    """Set the settings and variables that the app's secret names, once per process. Without APP_SECRET_ARN do nothing.

    All names become environment variables, because libraries read keys of providers there. A variable that is set
    already wins.
    """
    arn = settings.APP_SECRET_ARN
    if not arn or arn in _known:
        return
    for name, value in read_secret(arn).items():
        if os.environ.setdefault(name, value) == value and name in SECRET_SETTINGS:
            setattr(settings, name, value)
    settings.LANGFUSE_KEYS_BY_ROLE = environment.langfuse_keys(team.roles())
    settings.SECRET_KEY_FALLBACKS = environment.word_list("SECRET_KEY_FALLBACKS", default=[])
    from django_q.conf import Conf

    Conf.SECRET_KEY = settings.SECRET_KEY  # it was read before the secret was known
