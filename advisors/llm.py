"""Language models by role. Agents name a role; only this module knows models.

Without settings every role is played by the built-in writer. No SDK here, because pages name the recipients of data.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from advisors import team

BUILTIN_MODEL = "built-in"
"""As a role's model: the built-in writer plays this role, whatever model the others use."""
BUILTIN_WRITER_NAME = "built-in writer"
"""The name of the built-in writer as the author of a text."""
BEDROCK = "bedrock"
PROVIDER_NAMES = {
    BEDROCK: "Amazon Bedrock", "sagemaker": "Amazon SageMaker", "openai": "OpenAI", "anthropic": "Anthropic",
    "azure": "Azure OpenAI", "gemini": "Google Gemini", "mistral": "Mistral", "groq": "Groq", "xai": "xAI",
    "deepseek": "DeepSeek", "openrouter": "OpenRouter", "ollama_chat": "Ollama", "ollama": "Ollama",
}  # fmt: skip
API_KEY_VARIABLES = {
    "openai": "OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY", "azure": "AZURE_API_KEY", "gemini": "GEMINI_API_KEY",
    "mistral": "MISTRAL_API_KEY", "groq": "GROQ_API_KEY", "xai": "XAI_API_KEY", "deepseek": "DEEPSEEK_API_KEY",
    "openrouter": "OPENROUTER_API_KEY",
}  # fmt: skip
"""Where LiteLLM looks for a provider's key. Bedrock uses AWS credentials, which only a request can test."""
OLLAMA_PROVIDERS = ("ollama_chat", "ollama")
"""Their server cuts what is longer than its context window without a word, so each request sets the window."""
NOVA_DIRECT_REGIONS = ("us-east-1", "us-gov-west-1")
"""Regions where Amazon Nova has its own model name. Other regions need an inference profile of their continent."""
INFERENCE_PROFILE_PREFIXES = {"us-gov-": "us-gov.", "us-": "us.", "eu-": "eu.", "ap-": "apac."}


Commentary = Literal["cited", "free", "off"]
"""Background with a source of the library, background without one too, or none."""


@dataclass(frozen=True)
class ModelConfig:
    """The configured models. by_role wins over default.

    base_url and api_key belong only to the provider of the default model. secrets: values of this installation that
    must not be sent to any model. embedding: the model that searches of the library use. temperature: of every request;
    a model that takes none does without. commentary: which general background a report prints. context_tokens: the
    context window of Ollama's models, for prompt and answer.
    """

    default: str = ""
    by_role: Mapping[str, str] = field(default_factory=dict)
    base_url: str = ""
    api_key: str = field(default="", repr=False)
    region: str = ""
    call_seconds: float = 60
    max_output_tokens: int = 8000
    temperature: float = 0.2
    commentary: Commentary = "cited"
    context_tokens: int = 32_768
    secrets: frozenset[str] = field(default=frozenset(), repr=False)
    embedding: str = ""
    embedding_url: str = ""

    def model_for_role(self, role: str) -> str:
        """Return the model's name for LiteLLM; empty for the built-in writer."""
        name = self.by_role.get(role) or self.default
        return "" if name == BUILTIN_MODEL else name

    @property
    def names(self) -> tuple[str, ...]:
        """Return each model that has a role, once."""
        return tuple(dict.fromkeys(name for role in team.roles() if (name := self.model_for_role(role))))

    @property
    def providers(self) -> str:
        """Return the recipients of data as a phrase; empty if there are none. A library search sends a query to one."""
        hosts = {
            _format_provider(name, self.base_url if self.uses_default_endpoint(name) else "") for name in self.names
        }
        if self.embedding and self.model_for_role("reporter"):
            hosts.add(_format_provider(self.embedding, self.embedding_url))
        return " and ".join(sorted(hosts))

    def uses_default_endpoint(self, name: str) -> bool:
        """Return whether base_url and api_key belong to this model. A key is never sent to another provider."""
        first = self.default if self.default != BUILTIN_MODEL else ""
        return parse_provider(name) == parse_provider(first or next(iter(self.names), ""))

    def find_context_limit(self, name: str) -> int | None:
        """Return the context window to set for this model, in tokens; None if its provider knows its own."""
        return self.context_tokens if parse_provider(name) in OLLAMA_PROVIDERS else None

    def find_missing_key_variable(self, name: str, environment: Mapping[str, str]) -> str:
        """Return the environment variable that must hold this model's key; empty if no key is missing."""
        variable = API_KEY_VARIABLES.get(parse_provider(name), "")
        has_own = self.uses_default_endpoint(name) and bool(self.api_key or self.base_url)
        return "" if has_own or environment.get(variable) else variable


def _format_provider(name: str, address: str) -> str:
    """Return the provider of a model, with the address if it is not the provider's own."""
    provider = parse_provider(name)
    label = PROVIDER_NAMES.get(provider, provider)
    return f"{label} at {address}" if address else label


def parse_provider(name: str) -> str:
    """Return the provider of a LiteLLM model name (provider/model); without a provider it is OpenAI."""
    return name.split("/", 1)[0] if "/" in name else "openai" if name else ""


def format_bedrock_model_name(model_id: str, region: str) -> str:
    """Return LiteLLM's name of a BEDROCK_MODEL_ID, with the prefix of an inference profile if the region needs it."""
    name = model_id.removeprefix(f"{BEDROCK}/")
    if not name or not name.startswith("amazon.nova-") or not region or region in NOVA_DIRECT_REGIONS:
        return f"{BEDROCK}/{name}" if name else ""
    prefix = next((prefix for start, prefix in INFERENCE_PROFILE_PREFIXES.items() if region.startswith(start)), "")
    return f"{BEDROCK}/{prefix}{name}"
