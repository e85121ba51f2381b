"""One analysis, step by step."""
