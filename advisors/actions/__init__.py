"""Recommendations as data: what to do, why, and what it changes."""
