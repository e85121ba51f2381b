"""What must be true of claims about the mix against its targets."""

ORACLES = {}
