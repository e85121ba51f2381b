"""Read PostgreSQL's plans of queries: which tables they scan whole, and what they compute for each row."""

import json
from collections.abc import Iterator
from typing import Any

from django.db import connection

PER_ROW = ("Filter", "Index Cond", "Recheck Cond", "Join Filter", "Hash Cond", "One-Time Filter")
POLICY_FUNCTION = "current_setting"
"""What the policies ask on whose behalf a query works. Once for a query it costs nothing."""


def explain(sql: str, params: Any = None) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        (output,) = cursor.fetchone()
    plan: dict[str, Any] = (output if isinstance(output, list) else json.loads(output))[0]["Plan"]
    return plan


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", ()):
        yield from nodes(child)


def scanned_tables(plan: dict[str, Any]) -> set[str]:
    return {node["Relation Name"] for node in nodes(plan) if node["Node Type"].endswith("Seq Scan")}


def conditions_per_row(plan: dict[str, Any]) -> list[str]:
    """Return the conditions that call the function of the policies for each row."""
    texts = (str(node.get(name, "")) for node in nodes(plan) for name in PER_ROW)
    return [text for text in texts if POLICY_FUNCTION in text]


def asks_once(plan: dict[str, Any]) -> bool:
    """Return whether a part of the plan runs once for the query, as the question of a policy does."""
    return any(node.get("Parent Relationship") == "InitPlan" for node in nodes(plan))
