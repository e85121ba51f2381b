"""Pure: volatility, concentration, diversification, costs and tax location."""
