"""The AWS Region, by each name that people and libraries give it."""

import os

REGION_VARIABLES = ("DEFAULT_AWS_REGION", "AWS_REGION", "AWS_DEFAULT_REGION")
"""Where a Region is looked for, in this order."""

FALLBACK_REGION = "us-east-1"


def find_region() -> str:
    """Return the Region that the environment names, else FALLBACK_REGION."""
    return next((value for name in REGION_VARIABLES if (value := os.environ.get(name, "").strip())), FALLBACK_REGION)


def share_region() -> None:
    """Let boto3 and LiteLLM find the Region of DEFAULT_AWS_REGION, which neither knows. Their own names win."""
    if region := os.environ.get("DEFAULT_AWS_REGION", "").strip():
        os.environ.setdefault("AWS_REGION", region)
        os.environ.setdefault("AWS_DEFAULT_REGION", os.environ["AWS_REGION"])
