"""Try changes of the plan of an analysis, keep them as scenarios, compare these, and make one the plan."""
