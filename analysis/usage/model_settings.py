"""Read the settings of language models and Langfuse. Pages and checks use them too, so this imports no SDK."""

import os
import re
from functools import cache
from typing import cast

from django.conf import settings

from advisors.budget.spending import UsageLimits
from advisors.llm import Commentary, ModelConfig, format_bedrock_model_name
from advisors.tracing.langfuse_project import MASK_PROMPTS, LangfuseProject, LangfuseProjects
from people.models import ConsentPurpose

SECRET_NAME = re.compile(r"(?:^|_)(?:KEY|SECRET|PASSWORD|TOKEN|DATABASE_URL)$")
"""The names of settings and environment variables whose values are secret."""


def configured_models() -> ModelConfig:
    return ModelConfig(
        default=settings.LLM_MODEL or format_bedrock_model_name(settings.BEDROCK_MODEL_ID, settings.BEDROCK_REGION),
        by_role=settings.LLM_MODEL_BY_ROLE,
        base_url=settings.LLM_BASE_URL,
        api_key=settings.LLM_API_KEY,
        region=settings.BEDROCK_REGION,
        call_seconds=settings.LLM_CALL_SECONDS,
        max_output_tokens=settings.LLM_MAX_OUTPUT_TOKENS,
        temperature=float(settings.LLM_TEMPERATURE),
        commentary=cast(Commentary, settings.ALEX_COMMENTARY),
        context_tokens=settings.OLLAMA_NUM_CTX,
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


def langfuse_projects() -> LangfuseProjects:
    """Return the projects that have keys. If prompts are never stored, they are never sent either."""
    masked = frozenset(settings.LANGFUSE_MASK) | (frozenset() if settings.TRACE_PROMPT_DAYS else {MASK_PROMPTS})

    def build(role: str, public_key: str, secret_key: str) -> LangfuseProject:
        return LangfuseProject(
            role, public_key, secret_key, settings.LANGFUSE_BASE_URL, masked, settings.LANGFUSE_SECONDS
        )

    return LangfuseProjects(
        build("", settings.LANGFUSE_PUBLIC_KEY, settings.LANGFUSE_SECRET_KEY),
        tuple(build(role, *keys) for role, keys in settings.LANGFUSE_KEYS_BY_ROLE.items()),
    )


def recipient_of(purpose: ConsentPurpose) -> str:
    """Name who would receive a user's data for this purpose, for their consent. Empty: nobody."""
    if purpose == ConsentPurpose.MODELS:
        return configured_models().providers
    projects = langfuse_projects()
    return projects.label if projects.has_personal_data else ""


def secret_values() -> frozenset[str]:
    """Return the secrets that this process knows: keys, tokens and passwords from settings and environment."""
    named = {name: getattr(settings, name) for name in secret_setting_names()}
    passwords = [database["PASSWORD"] for database in settings.DATABASES.values()]
    of_agents = [key for keys in settings.LANGFUSE_KEYS_BY_ROLE.values() for key in keys]
    from_environment = [value for name, value in os.environ.items() if SECRET_NAME.search(name)]
    found = [*named.values(), *from_environment, *passwords, *of_agents]
    return frozenset(value for value in found if isinstance(value, str) and value)


@cache
def secret_setting_names() -> tuple[str, ...]:
    """Return the names of all settings whose values are secret. Finding them takes long; they stay the same."""
    return tuple(name for name in dir(settings) if SECRET_NAME.search(name))
