"""The assets a plan holds, and random or past returns for them."""
