"""Simulate a plan on all paths of a market, year by year."""
