"""The settings about language models, as the agents take them. No SDK: pages and system checks ask here too."""

import os
import re

from django.conf import settings

from advisors.budget.spending import UsageLimits
from advisors.llm import ModelConfig, format_bedrock_model_name
from advisors.tracing.langfuse_project import LangfuseProject

SECRET_NAME = re.compile(r"(?:^|_)(?:KEY|SECRET|PASSWORD|TOKEN|DATABASE_URL)$")
"""How a setting or a variable is called whose value stays here."""


def configured_models() -> ModelConfig:
    return ModelConfig(
        default=settings.LLM_MODEL or format_bedrock_model_name(settings.BEDROCK_MODEL_ID, settings.BEDROCK_REGION),
        by_role=settings.LLM_MODEL_BY_ROLE,
        base_url=settings.LLM_BASE_URL,
        api_key=settings.LLM_API_KEY,
        region=settings.BEDROCK_REGION,
        call_seconds=settings.LLM_CALL_SECONDS,
        max_output_tokens=settings.LLM_MAX_OUTPUT_TOKENS,
        secrets=secret_values(),
        embedding=settings.EMBEDDING_MODEL,
        embedding_url=settings.EMBEDDING_BASE_URL,
    )


def limits() -> UsageLimits:
    return UsageLimits(
        turns=settings.LLM_MAX_TURNS,
        tool_calls=settings.LLM_MAX_TOOL_CALLS,
        input_characters=settings.LLM_MAX_INPUT_CHARACTERS,
        job_tokens=settings.LLM_MAX_TOKENS_PER_JOB,
        job_usd=settings.LLM_MAX_USD_PER_JOB,
        user_day_usd=settings.LLM_MAX_USD_PER_USER_DAY,
        day_usd=settings.LLM_MAX_USD_PER_DAY,
    )


def langfuse_project() -> LangfuseProject:
    return LangfuseProject(
        public_key=settings.LANGFUSE_PUBLIC_KEY,
        secret_key=settings.LANGFUSE_SECRET_KEY,
        address=settings.LANGFUSE_BASE_URL,
        masked=frozenset(settings.LANGFUSE_MASK),
        seconds=settings.LANGFUSE_SECONDS,
    )


def recipients() -> str:
    """Everybody a person's data would go to, in words; they agree to these and no others. Empty: nobody."""
    project = langfuse_project()
    told = [project.label] if project.has_personal_data else []
    return " and ".join([*filter(None, [configured_models().providers]), *told])


def secret_values() -> frozenset[str]:
    """What opens something, as far as this process knows it."""
    named = {name: getattr(settings, name) for name in dir(settings) if SECRET_NAME.search(name)}
    passwords = [database["PASSWORD"] for database in settings.DATABASES.values()]
    found = [*named.values(), *(value for name, value in os.environ.items() if SECRET_NAME.search(name)), *passwords]
    return frozenset(value for value in found if isinstance(value, str) and value)
