"""LiteLLM's prices read as the file they lie in: a web process may ask, which does not import LiteLLM."""

import json
from decimal import Decimal
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from advisors.llm import parse_provider

PRICE_FILE = "model_prices_and_context_window_backup.json"


def compute_list_cost(name: str, tokens_in: int, tokens_out: int) -> Decimal | None:
    """Dollars without any discount, by the model's name for LiteLLM; None where the table does not have it."""
    rates = _find_token_rates(name)
    return None if rates is None else rates[0] * tokens_in + rates[1] * tokens_out


@lru_cache(maxsize=32)
def _find_token_rates(name: str) -> tuple[Decimal, Decimal] | None:
    """Dollars a token, in and out. The table names some models without their provider: then it must be the same one."""
    table, provider = _load_price_table(), parse_provider(name)
    named = table.get(name) or table.get(name.removeprefix(f"{provider}/")) or {}
    rates = named.get("input_cost_per_token"), named.get("output_cost_per_token")
    if None in rates or not str(named.get("litellm_provider")).startswith(provider):
        return None
    return Decimal(str(rates[0])), Decimal(str(rates[1]))


def _load_price_table() -> dict[str, dict[str, Any]]:
    """Not kept: it is large, and few models are ever asked about."""
    found = find_spec("litellm")
    if found is None or found.origin is None:
        return {}
    table: dict[str, dict[str, Any]] = json.loads((Path(found.origin).parent / PRICE_FILE).read_text(encoding="utf-8"))
    return table
