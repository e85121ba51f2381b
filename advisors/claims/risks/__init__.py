"""Claims about concentration, risk, costs and taxes."""
