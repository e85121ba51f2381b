"""Exact rebalancing plans by linear programming."""
