"""The acceptance vectors of data/finance_vectors.json: parameters, expected results and tolerances by id."""

import json
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[1] / "data" / "finance_vectors.json"
VECTORS = {vector["id"]: vector for vector in json.loads(DATA.read_text(encoding="utf-8"))["vectors"]}
EXACT = 1e-9
"""The relative tolerance of closed forms."""


def vector(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the parameters and the expected results of a vector."""
    return VECTORS[name]["params"], VECTORS[name]["expected"]
