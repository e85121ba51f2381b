"""A seventh agent, complete: what a folder of `advisors/` needs and no more. docs/agents.md shows it as the example."""
