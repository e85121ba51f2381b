"""Pure: what a frozen portfolio is worth, how it is allocated, and how far it is from its targets."""
