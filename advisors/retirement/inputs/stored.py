"""The stored capital-market assumptions, as read from the data file (as_of inside)."""

import json
from functools import cache
from pathlib import Path
from typing import Any

DATA_PATH = Path(__file__).parents[1] / "data" / "capital_market_assumptions.json"
ASSUMPTIONS_VERSION = 1
INFLATION = "inflation"


def stored_series_names() -> tuple[str, ...]:
    """Give the names of the stored classes and, last, inflation, in stored order."""
    return tuple(load_assumptions()["correlation"]["labels"])


@cache
def load_assumptions() -> dict[str, Any]:
    """Give the stored assumptions as read from the data file."""
    data: dict[str, Any] = json.loads(DATA_PATH.read_text(encoding="utf-8"))
    return data
