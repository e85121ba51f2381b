"""What must be true of claims about risk and concentration."""

ORACLES = {}
