"""LiteLLM's price table, read from its file, for web processes that must not import LiteLLM."""

import json
from decimal import Decimal
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from advisors.llm import parse_provider

PRICE_FILE = "model_prices_and_context_window_backup.json"


def compute_list_cost(name: str, tokens_in: int, tokens_out: int) -> Decimal | None:
    """Return dollars without discounts for a LiteLLM model name; None if the table does not list it."""
    rates = find_token_rates(name)
    return None if rates is None else rates[0] * tokens_in + rates[1] * tokens_out


@lru_cache(maxsize=32)
def find_token_rates(name: str) -> tuple[Decimal, Decimal] | None:
    """Return dollars per input and output token. A model may be listed without its provider, which must then match."""
    litellm = find_spec("litellm")  # on Lambda the folder of a web process holds the table alone
    if litellm is None or not litellm.submodule_search_locations:
        return None
    # the table is not cached: it is large, and few models are looked up
    table = json.loads((Path(litellm.submodule_search_locations[0]) / PRICE_FILE).read_text(encoding="utf-8"))
    provider = parse_provider(name)
    named = table.get(name) or table.get(name.removeprefix(f"{provider}/")) or {}
    rates = named.get("input_cost_per_token"), named.get("output_cost_per_token")
    if None in rates or not str(named.get("litellm_provider")).startswith(provider):
        return None
    return Decimal(str(rates[0])), Decimal(str(rates[1]))
