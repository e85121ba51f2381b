"""Show a finished or running analysis."""
