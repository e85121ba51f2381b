"""Change a plan and compare the results."""
