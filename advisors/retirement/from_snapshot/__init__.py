"""Build the household of a plan from what a person owns and has entered."""
