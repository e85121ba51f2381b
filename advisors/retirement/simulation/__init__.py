"""Simulate a plan and summarize the results."""
