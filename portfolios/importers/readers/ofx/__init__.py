"""Read OFX and QFX: the tags as a tree, positions and balances, transactions."""
