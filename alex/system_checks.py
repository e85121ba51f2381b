"""System checks that stop a half-configured deployment."""

import os
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from advisors import team
from advisors.llm import BEDROCK, parse_provider
from alex.environment import is_on_this_machine
from analysis.usage.model_settings import configured_models, langfuse_projects, recipient_of
from people.models import ConsentPurpose, Privacy

ROLE_VARIABLE_PREFIXES = ("LLM_MODEL_", "LANGFUSE_PUBLIC_KEY_", "LANGFUSE_SECRET_KEY_")
POSITIVE_SETTINGS = (
    "LLM_CALL_SECONDS", "LLM_MAX_OUTPUT_TOKENS", "LLM_MAX_TURNS", "LLM_MAX_TOOL_CALLS",
    "LLM_MAX_INPUT_CHARACTERS", "LLM_MAX_TOKENS_PER_JOB", "LLM_MAX_USD_PER_JOB", "LLM_MAX_USD_PER_USER_DAY",
    "LLM_MAX_USD_PER_DAY", "OLLAMA_NUM_CTX",
)  # fmt: skip
MAX_TEMPERATURE = 2
REGION_VARIABLES = ("AWS_REGION", "AWS_REGION_NAME", "AWS_DEFAULT_REGION")


@register()
def check_roles(**_: Any) -> list[CheckMessage]:
    return [
        Error(f"{name}: this role does not exist.", hint=f"Use one of {', '.join(variables)}.", id="alex.E001")
        for prefix in ROLE_VARIABLE_PREFIXES
        if (variables := [f"{prefix}{role.upper()}" for role in team.roles()])
        for name in sorted(os.environ)
        if name.startswith(prefix) and name.upper() not in variables
    ]


@register()
def check_language_models(**_: Any) -> list[CheckMessage]:
    errors: list[CheckMessage] = []
    models = configured_models()
    for name in models.names:
        if variable := models.find_missing_key_variable(name, os.environ):
            hint = f"Set {variable}, or LLM_API_KEY if it is LLM_MODEL's provider."
            errors.append(Error(f"The key for the language model {name} is missing.", hint=hint, id="alex.E002"))
    on_bedrock = [name for name in models.names if parse_provider(name) == BEDROCK]
    if on_bedrock and not models.region and not any(map(os.environ.get, REGION_VARIABLES)):
        hint = "Set BEDROCK_REGION. Without it requests go to us-west-2."
        errors.append(
            Error(f"The region for the language model {on_bedrock[0]} is missing.", hint=hint, id="alex.E003")
        )
    return errors


@register()
def check_limits(**_: Any) -> list[CheckMessage]:
    return [
        Error(f"{name} must be above zero, not {getattr(settings, name)}.", id="alex.E004")
        for name in POSITIVE_SETTINGS
        if getattr(settings, name) <= 0
    ]


@register()
def check_temperature(**_: Any) -> list[CheckMessage]:
    if 0 <= settings.LLM_TEMPERATURE <= MAX_TEMPERATURE:
        return []
    text = f"LLM_TEMPERATURE must be from 0 to {MAX_TEMPERATURE}, not {settings.LLM_TEMPERATURE}."
    return [Error(text, id="alex.E007")]


@register(deploy=True)
def check_mail(**_: Any) -> list[CheckMessage]:
    """Refuse a server without mail, unless MAIL=none says that this is meant."""
    if settings.HAS_MAIL or settings.LAPTOP or settings.MAIL == "none":
        return []
    hint = "Set EMAIL_HOST or MAIL=ses. With MAIL=none nobody can sign up or reset a password by themselves."
    return [Error("This server can send no mail.", hint=hint, id="alex.E008")]


@register(deploy=True)
def check_server(**_: Any) -> list[CheckMessage]:
    """Refuse a server that shows debug pages, answers any host, or sends passwords and rows in plain text."""
    if settings.LAPTOP:
        return []
    is_remote = not is_on_this_machine(settings.DATABASE_URL)
    sslmode = settings.DATABASES["default"]["OPTIONS"].get("sslmode")
    found = [
        ("alex.E010", settings.DEBUG, "DEBUG is on: errors show settings to everybody.", "Set DEBUG=false."),
        ("alex.E011", not settings.HTTPS, "HTTPS is off: cookies and passwords travel in plain text.",
         "Set HTTPS=true, and have the proxy in front send X-Forwarded-Proto."),
        ("alex.E012", "*" in settings.ALLOWED_HOSTS, "ALLOWED_HOSTS accepts every host.", "Name the hosts."),
        ("alex.E013", is_remote and not sslmode, "DATABASE_URL does not say whether the connection is encrypted.",
         "Add ?sslmode=verify-full with DB_SSLROOTCERT, or ?sslmode=disable on a private network."),
    ]  # fmt: skip
    return [Error(text, hint=hint, id=name) for name, is_wrong, text, hint in found if is_wrong]


@register()
def check_social_sign_in(**_: Any) -> list[CheckMessage]:
    pairs = [(f"{name}_CLIENT_ID", f"{name}_CLIENT_SECRET") for name in ("GOOGLE", "GITHUB")]
    halves = [pair for pair in pairs if sum(bool(os.environ.get(name)) for name in pair) == 1]
    return [
        Error(f"Only one of {one} and {two} is set.", hint="Set both or none.", id="alex.E009") for one, two in halves
    ]


@register()
def check_langfuse(**_: Any) -> list[CheckMessage]:
    hint = "Until then nothing is sent to Langfuse."
    return [Error(error, hint=hint, id="alex.E005") for error in langfuse_projects().find_errors()]


@register()
def check_recipients_length(**_: Any) -> list[CheckMessage]:
    longest = Privacy._meta.get_field("models_agreed_to").max_length or 0
    text = f"The names of the recipients of data are longer than {longest} characters, so nobody can consent to them."
    return [
        Error(text, hint=f"Shorten the addresses: {recipient}", id="alex.E006")
        for purpose in ConsentPurpose
        if len(recipient := recipient_of(purpose)) > longest
    ]
