"""What must be true of claims about what the funds cost."""

ORACLES = {}
