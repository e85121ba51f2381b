"""The planner: decides whom to consult, and writes the summary."""
