"""Pure: the rebalancing problem, its trades and the reasons for them."""
