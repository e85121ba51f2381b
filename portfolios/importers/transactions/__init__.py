"""Tell lists of transactions from positions, and compute positions from them."""
