"""Run one analysis step by step."""
