"""What must be true of claims about the data and assumptions behind the figures."""

ORACLES = {}
