"""What tokens cost, by LiteLLM's table. A price it does not know is None, never zero."""

import json
from decimal import Decimal
from typing import Any

from agents import Usage

from advisors.budget.spending import MAX_REQUEST_TOKENS, ModelUsage

CHARACTERS_PER_TOKEN = 3  # of English some four: an estimate is rather too high than too low
MICRO = Decimal("0.000001")


def compute_usage(name: str, usage: Usage, *, said: Any, answered: Any) -> ModelUsage:
    """What one answer cost. A provider that counts nothing, or what cannot be, is counted by the characters."""
    counted = (usage.input_tokens, usage.output_tokens)
    if not any(counted) or not all(0 <= tokens <= MAX_REQUEST_TOKENS for tokens in counted):
        tokens_in, tokens_out = estimate_tokens(said), estimate_tokens(answered)
        return ModelUsage(1, tokens_in, tokens_out, compute_cost(name, tokens_in, tokens_out))
    cached = min(max(usage.input_tokens_details.cached_tokens or 0, 0), usage.input_tokens)
    cost = compute_cost(name, usage.input_tokens, usage.output_tokens, cached)
    return ModelUsage(1, usage.input_tokens, usage.output_tokens, cost)


def compute_cost(name: str, tokens_in: int, tokens_out: int, cached: int = 0) -> Decimal | None:
    """Dollars, to a millionth."""
    import litellm

    try:
        dollars = litellm.cost_per_token(
            model=name, prompt_tokens=tokens_in, completion_tokens=tokens_out, cache_read_input_tokens=cached
        )
    except Exception:  # noqa: BLE001 LiteLLM tells of an unknown model by many types, some of them Exception itself
        return None
    return Decimal(str(sum(dollars))).quantize(MICRO)


def limit_output_tokens(name: str, wanted: int) -> int:
    """How much a model may be asked to answer: no more than it can, where that is known."""
    import litellm

    known = (litellm.model_cost.get(name) or litellm.model_cost.get(name.split("/", 1)[-1]) or {}).get(
        "max_output_tokens"
    )
    return min(wanted, known) if isinstance(known, int) and known > 0 else wanted


def estimate_tokens(said: Any) -> int:
    text = said if isinstance(said, str) else json.dumps(said, default=str)
    return len(text) // CHARACTERS_PER_TOKEN + 1
