"""What must be true of claims about changes of the plan, stress tests, spending rules and the past."""

ORACLES = {}
