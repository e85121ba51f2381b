"""What must be true of claims about what the money is made of."""

ORACLES = {}
