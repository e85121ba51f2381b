"""What must be true of claims about taxes."""

ORACLES = {}
