"""The retirement planner: projection, what-ifs, advice and analysis."""
