"""What tokens cost, by LiteLLM's table. A price it does not know is None, never zero."""

import json
from decimal import Decimal
from typing import Any

from agents import Usage

from advisors.budget.spending import MAX_REQUEST_TOKENS, ModelUsage

CHARACTERS_PER_TOKEN = 3  # English has about four: the estimate is too high rather than too low
MICRO = Decimal("0.000001")


def compute_usage(name: str, usage: Usage, *, prompt: Any, answer: Any) -> ModelUsage:
    """Return the usage of one answer. If the provider's counts are missing or absurd, estimate them from the text."""
    counts = (usage.input_tokens, usage.output_tokens)
    if not any(counts) or not all(0 <= tokens <= MAX_REQUEST_TOKENS for tokens in counts):
        tokens_in, tokens_out = estimate_tokens(prompt), estimate_tokens(answer)
        return ModelUsage(1, tokens_in, tokens_out, compute_cost(name, tokens_in, tokens_out))
    cached = min(max(usage.input_tokens_details.cached_tokens or 0, 0), usage.input_tokens)
    cost = compute_cost(name, usage.input_tokens, usage.output_tokens, cached)
    return ModelUsage(1, usage.input_tokens, usage.output_tokens, cost)


def compute_cost(name: str, tokens_in: int, tokens_out: int, cached: int = 0) -> Decimal | None:
    """Return dollars, rounded to a millionth; None if the price is unknown."""
    import litellm

    try:
        dollars = litellm.cost_per_token(
            model=name, prompt_tokens=tokens_in, completion_tokens=tokens_out, cache_read_input_tokens=cached
        )
    except Exception:  # noqa: BLE001 LiteLLM raises many types for an unknown model
        return None
    return Decimal(str(sum(dollars))).quantize(MICRO)


def limit_output_tokens(name: str, wanted: int) -> int:
    """Return the wanted output tokens, at most the model's own limit if that is known."""
    import litellm

    entry = litellm.model_cost.get(name) or litellm.model_cost.get(name.split("/", 1)[-1]) or {}
    limit = entry.get("max_output_tokens")
    return min(wanted, limit) if isinstance(limit, int) and limit > 0 else wanted


def estimate_tokens(content: Any) -> int:
    text = content if isinstance(content, str) else json.dumps(content, default=str)
    return len(text) // CHARACTERS_PER_TOKEN + 1
