"""Run agents: model calls, typed results and shared tools."""
