"""System checks that stop a half-configured deployment."""

import os
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from advisors import team
from advisors.llm import BEDROCK, parse_provider
from analysis.usage.model_settings import configured_models, langfuse_project, recipients
from people.models import Privacy

ROLE_VARIABLE_PREFIX = "LLM_MODEL_"
POSITIVE_SETTINGS = (
    "LLM_CALL_SECONDS", "LLM_MAX_OUTPUT_TOKENS", "LLM_MAX_TURNS", "LLM_MAX_TOOL_CALLS",
    "LLM_MAX_INPUT_CHARACTERS", "LLM_MAX_TOKENS_PER_JOB", "LLM_MAX_USD_PER_JOB", "LLM_MAX_USD_PER_USER_DAY",
    "LLM_MAX_USD_PER_DAY",
)  # fmt: skip
REGION_VARIABLES = ("AWS_REGION", "AWS_REGION_NAME", "AWS_DEFAULT_REGION")


@register()
def check_language_models(**_: Any) -> list[CheckMessage]:
    return [*_unknown_roles(), *_missing_keys(), *_missing_region(), *_nonpositive_limits()]


def _unknown_roles() -> Iterator[CheckMessage]:
    for name in sorted(os.environ):
        if (
            name.startswith(ROLE_VARIABLE_PREFIX)
            and name.removeprefix(ROLE_VARIABLE_PREFIX).lower() not in team.roles()
        ):
            roles = ", ".join(f"{ROLE_VARIABLE_PREFIX}{role.upper()}" for role in team.roles())
            yield Error(f"{name}: there is no such role.", hint=f"There are {roles}.", id="alex.E001")


def _missing_keys() -> Iterator[CheckMessage]:
    models = configured_models()
    for name in models.names:
        if variable := models.find_missing_key_variable(name, os.environ):
            hint = f"Set {variable}, or LLM_API_KEY where it is LLM_MODEL's provider."
            yield Error(f"There is no key for the language model {name}.", hint=hint, id="alex.E002")


def _missing_region() -> Iterator[CheckMessage]:
    models = configured_models()
    asked = [name for name in models.names if parse_provider(name) == BEDROCK]
    if asked and not models.region and not any(map(os.environ.get, REGION_VARIABLES)):
        hint = "Set BEDROCK_REGION; without one Bedrock would be asked in us-west-2."
        yield Error(f"There is no region for the language model {asked[0]}.", hint=hint, id="alex.E003")


def _nonpositive_limits() -> Iterator[CheckMessage]:
    for name in POSITIVE_SETTINGS:
        if getattr(settings, name) <= 0:
            yield Error(f"{name} must be above zero, not {getattr(settings, name)}.", id="alex.E004")


@register()
def check_langfuse(**_: Any) -> list[CheckMessage]:
    hint = "Until this is put right nothing is sent to Langfuse."
    return [Error(fault, hint=hint, id="alex.E005") for fault in langfuse_project().find_errors()]


@register()
def check_recipients_length(**_: Any) -> list[CheckMessage]:
    longest = Privacy._meta.get_field("models_agreed_to").max_length or 0
    if len(recipients()) <= longest:
        return []
    words = f"Who would be sent data takes more than {longest} characters to say: nobody could agree to it."
    return [Error(words, hint=f"Shorten the addresses: {recipients()}", id="alex.E006")]
